// An operator's text becomes a draft pull request, and a phase its pull request: real job containers, the real Codex program, real git; the model and GitHub are this machine's.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { runsPath, type RunView } from '#contracts';
import { usageWords } from '#domain';
import { dockerObstacle } from '../tools/images/docker-obstacle';
import { until } from '../tools/stack/until';
import type { ModelBehaviour } from '../tools/sandbox/model-api/behaviours';
import { serviceDefinition } from '../tools/stack/services';
import { wordsInImages, wordsInVolumes } from './canary-search.fixture';
import { featureFiles } from './installation.fixture';
import { branchFiles, createRepository, repository, startJobMachine, type JobMachine } from './job-machine.fixture';
import { textsOf } from './kept-texts.fixture';

const reason = dockerObstacle();
if (reason) console.warn(`Specifications in job containers are not tested: ${reason}`);

interface Seen { holders: string[]; readers: string[]; images: string; arguments: string; services: string[] }
const steps = ['specify', 'plan', 'tasks'] as const;
const fleet = 'acme/fleet';

(reason ? describe.skip : describe)('job containers', () => {
  let machine: JobMachine;
  /** Begun early, since it takes its whole time: what comes meanwhile is not harmed by it. */
  let sleeper = '';
  beforeAll(async () => {
    machine = await startJobMachine({ SPECLINE_JOB_MINUTES: '3', SPEC_AUTOMATION_AGENT_COMMAND: JSON.stringify(['bash', '-c', otherAgent]) });
  }, 300_000);
  afterAll(() => machine?.end(), 120_000);

  describe('a text that an agent in job containers makes a specification of', () => {
    let news = '';
    let seen: Seen;
    let written: RunView;
    let quiet: RunView;
    let dry: RunView;

    beforeAll(async () => {
      const { model, observation } = machine;
      observation.connection.subscribe('live.>', { callback: (_error, { data }) => { news += new TextDecoder().decode(data); } });
      model.control.behave({ behaviour: { kind: 'writes_nothing' }, words: '-quiet: ' });
      model.control.behave({ behaviour: { kind: 'looks_around' }, step: 'specify', words: '-wish-list-' });
      model.control.behave({ behaviour: { kind: 'holds' }, step: 'plan', words: '-wish-list-' });
      const id = await machine.begin();
      await until('the agent is at work on the plan', () => model.control.conversations(id).find(({ step, outputs }) => step === 'plan' && outputs.length === 1), 120_000);
      seen = await lookedAt(machine);
      const others = [machine.begin({ featureKey: 'quiet' }), machine.begin({ featureKey: 'dry', dryRun: true })];
      model.control.release();
      [written, quiet, dry] = await Promise.all([machine.over(id), ...others.map(async (other) => machine.over(await other))]) as [RunView, RunView, RunView];
    }, 600_000);

    it('ends in one draft pull request whose branch holds exactly the three documents', async () => {
      expect(written.failure ?? written.status).toBe('succeeded');
      const pulls = await machine.specline.sandbox!.github.control.pullRequests({ repository });
      expect(pulls).toMatchObject([{ draft: true, state: 'open', number: written.prNumber, head: { branch: 'specline/002-wish-list-customers-save/spec' }, base: { branch: 'main', sha: written.baseSha } }]);
      expect(branchFiles(machine, 'specline/002-wish-list-customers-save/spec')).toEqual(['plan.md', 'spec.md', 'tasks.md'].map((name) => `specs/002-wish-list-customers-save/${name}`));
    });

    it('was written with the skills of Spec Kit, each step from what the one before had left', () => {
      expect(machine.model.control.conversations(written.id).map(({ step, skills, attempt }) => [step, skills, attempt])).toEqual(steps.map((step) => [step, [`speckit-${step}`], 1]));
      expect(written.tasks?.filter(({ taskName }) => (steps as readonly string[]).includes(taskName)).map(({ payload }) => payload.executionPath)).toEqual(['skill', 'skill', 'skill']);
      expect(machine.model.control.refusals).toEqual([]);
    });

    it('tells what the agent used, as it reported it', () => {
      expect(usageWords(written.tasks ?? [])).toMatch(/^[\d,]+ in \([\d,]+ cached\), [\d,]+ out; cost not reported$/);
    });

    it('leaves prompts, what the agent printed and the patch of every step as artifacts', async () => {
      const kinds = ['codex_prompt', 'stdout_log', 'stderr_log', 'agent_events', 'codex_patch', 'applied_patch'] as const;
      const named = (written.artifacts ?? []).map(({ stage, artifactType }) => `${stage} ${artifactType}`);
      expect(named).toEqual(expect.arrayContaining(steps.flatMap((step) => kinds.map((kind) => `${step} ${kind}`))));
      expect(await contentOf(machine, written, 'plan', 'agent_events')).toMatch(/"runs"[^]*cat specs\/002-wish-list-customers-save\/spec\.md[^]*"writes"[^]*plan\.md/);
      expect(await contentOf(machine, written, 'tasks', 'applied_patch')).toMatch(/^\+- \[ \] T001 /m);
    });

    it('leaves no container, network or volume', async () => {
      expect(await machine.parts()).toEqual([]);
    });

    it('while it is written, the agent\'s key is in its own container\'s environment and nowhere else, and the token that reads in none', () => {
      expect(seen).toEqual({ holders: [`specline-${written.id}-plan-1-phase`], readers: [], images: expect.any(String), arguments: expect.any(String), services: ['codex-runner'] });
      for (const text of [seen.images, seen.arguments]) expect([text.length > 1000, text.includes(machine.key)]).toEqual([true, false]);
    });

    it('is written without commands of the agent\'s being given the key', () => {
      const [around = ''] = machine.model.control.conversations(written.id)[0]!.outputs;
      const environment = /== env\n([^]*?)== environ/.exec(around)?.[1] ?? '';
      expect([environment.includes('HOME=/workspace/home'), /CODEX_API_KEY|SPECLINE_/.test(environment)]).toEqual([true, false]);
      expect(/== cmdline\n([^]*)/.exec(around)?.[1]).toEqual(expect.not.stringContaining(machine.key));
    });

    it('leaves the key nowhere: not in facts, news, rows, artifacts, logs, git, the pull request or Docker', async () => {
      const places: Record<string, string> = { ...await textsOf(machine.specline, written.id, repository), news, docker: await dockerText(machine) };
      // Each place is really looked at: something of the run, or of the image, is found there.
      const marks = { facts: written.id, news: written.id, rows: written.id, logs: written.id, pulls: written.id, artifacts: 'Nine of ten visitors', git: 'Nine of ten visitors', docker: 'Specline job' };
      expect(Object.keys(places).sort()).toEqual(Object.keys(marks).sort());
      for (const [place, mark] of Object.entries(marks)) {
        const text = places[place]!;
        for (const form of formsOf(machine.key)) expect([place, text.includes(mark), text.includes(form)]).toEqual([place, true, false]);
      }
    });

    it('leaves the key in no layer of an image', async () => {
      // The last is in a file of the image, the one before in its settings.
      const marks = ['specline.spec-kit', 'SPECLINE_AGENT_COMMAND'];
      expect(await wordsInImages(machine.docker, machine.image, [...marks, ...formsOf(machine.key)])).toEqual(marks.sort());
    });

    it('is no_changes when the agent thinks that nothing is to be specified', async () => {
      expect(quiet).toMatchObject({ status: 'no_changes', prUrl: null });
      expect(quiet.tasks?.filter(({ status }) => status === 'succeeded').map(({ taskName }) => taskName)).toEqual(['prepare', 'specify', 'cleanup', 'finalize']);
    });

    it('ends with the checked patch in a dry run: nothing is pushed', async () => {
      expect(dry).toMatchObject({ dryRun: true, prUrl: null, failure: null });
      expect(await contentOf(machine, dry, 'tasks', 'applied_patch')).toContain('tasks.md');
      expect(Object.keys(await machine.specline.sandbox!.github.control.branches({ repository })).sort()).toEqual(['main', 'specline/002-wish-list-customers-save/spec']);
    });
  });

  describe('agents that do not keep to their task', () => {
    let runs: Record<'forks' | 'fills' | 'reaches' | 'plants' | 'honest', RunView>;
    let places: string[];

    beforeAll(async () => {
      const { model, docker, specline: { stack: { infrastructure } } } = machine;
      places = ['169.254.169.254:80', ...[infrastructure.natsUrl('operations'), infrastructure.databaseUrl].map((url) => `${docker.hostAddress}:${new URL(url).port}`)];
      model.control.forgetBehaviours();
      const treat = (name: string, behaviour: ModelBehaviour): void => model.control.behave({ behaviour, step: 'specify', words: `-${name}: ` });
      treat('sleeps', { kind: 'sleeps' });
      sleeper = await machine.begin({ featureKey: 'sleeps' });
      treat('forks', { kind: 'forks' });
      treat('fills', { kind: 'fills_disk' });
      treat('reaches', { kind: 'reaches', places });
      treat('plants', { kind: 'plants_hooks' });
      const [forks, fills, reaches, plants, honest] = await Promise.all((['forks', 'fills', 'reaches', 'plants', 'honest'] as const).map((featureKey) => machine.finish({ featureKey }))) as [RunView, RunView, RunView, RunView, RunView];
      runs = { forks, fills, reaches, plants, honest };
    }, 600_000);

    it('are named in the failure when they start processes without end, or fill the disk', () => {
      expect([runs.forks.failure?.code, runs.fills.failure?.code]).toEqual(['agent.processes', 'agent.disk']);
    });

    it('reach neither the metadata address nor NATS nor PostgreSQL, directly or through the proxy', () => {
      const [said = ''] = machine.model.control.conversations(runs.reaches.id)[0]!.outputs;
      expect(said.split('\n').filter((line) => / (direct|proxy): /.test(line))).toEqual(places.flatMap((place) => [`${place} direct: closed`, `${place} proxy: HTTP/1.1 403 Forbidden`]));
      expect(runs.reaches.status).toBe('no_changes');
      const { message } = runs.reaches.tasks!.find(({ taskName }) => taskName === 'specify')!.payload;
      for (const place of places) expect(message).toContain(place);
    });

    it('gain nothing by hooks, filters and settings of git that they leave behind', () => {
      expect(machine.model.control.conversations(runs.plants.id)[0]!.outputs[0]).toContain('planted');
      expect(runs.plants.failure ?? runs.plants.status).toBe('succeeded');
      expect(branchFiles(machine, runs.plants.branchName!)).toEqual(['plan.md', 'spec.md', 'tasks.md'].map((name) => `specs/${runs.plants.featureKey}/${name}`));
    });

    it('leave the key in no volume, though those of failed runs are kept for a while', () => {
      expect(wordsInVolumes(machine.docker, [runs.forks.id, runs.fills.id, ...formsOf(machine.key)]) ?? [runs.forks.id, runs.fills.id].sort()).toEqual([runs.forks.id, runs.fills.id].sort());
    });

    it('harm no other run', () => {
      expect(runs.honest.failure ?? runs.honest.status).toBe('succeeded');
    });
  });

  describe('a phase that a local agent carries out in them', () => {
    const features = { 'codex-exec': '001-cart', command: '002-search' } as const;
    const ticked = /^\+- \[X\] (T\d+) /gm;
    let runs: Record<keyof typeof features, RunView>;

    beforeAll(async () => {
      machine.model.control.forgetBehaviours();
      await createRepository(machine.specline, fleet, featureFiles(Object.values(features)));
      const [byCodex, byCommand] = await Promise.all((['codex-exec', 'command'] as const).map((agent) => machine.finish({ repository: fleet, workflow: 'next-phase', featureKey: features[agent], agent })));
      runs = { 'codex-exec': byCodex!, command: byCommand! };
    }, 600_000);

    it.each(['codex-exec', 'command'] as const)('ends in the pull request of the phase, its tasks ticked and no other: %s', async (agent) => {
      const run = runs[agent];
      expect(run.failure ?? [run.status, run.agent]).toEqual(['succeeded', agent]);
      expect(branchFiles(machine, run.branchName!)).toEqual([`docs/${features[agent]}.md`, `specs/${features[agent]}/tasks.md`, `src/${features[agent]}/setup.ts`]);
      expect([...(await contentOf(machine, run, 'apply', 'applied_patch')).matchAll(ticked)].map(([, id]) => id)).toEqual(['T001', 'T002']);
      const pulls = await machine.specline.sandbox!.github.control.pullRequests({ repository: fleet });
      expect(pulls.filter(({ number }) => number === run.prNumber)).toMatchObject([{ draft: false, state: 'open', head: { branch: run.branchName }, base: { branch: 'main', sha: run.baseSha } }]);
    });

    it('tells which agent of which version worked, and what it used as it reported it', async () => {
      const { agentVersion } = runs['codex-exec'];
      expect(agentVersion).toMatch(/^\d+\.\d+\.\d+$/);
      expect(JSON.parse(await contentOf(machine, runs['codex-exec'], 'apply', 'environment_info'))).toMatchObject({ agent: 'codex-exec', agentVersion, forwardedEnvironment: ['CODEX_API_KEY'], usage: { inputTokens: 300, outputTokens: 60 } });
      expect(await contentOf(machine, runs['codex-exec'], 'apply', 'agent_events')).toMatch(/"runs"[^]*cat specs\/001-cart\/tasks\.md[^]*"writes"[^]*tasks\.md/);
      expect(machine.model.control.conversations(runs['codex-exec'].id)).toMatchObject([{ step: 'implement', attempt: 1 }]);
      expect(JSON.parse(await contentOf(machine, runs.command, 'apply', 'environment_info'))).toMatchObject({ agent: 'command', forwardedEnvironment: [], usage: null });
    });

    it('leaves nothing in Docker', async () => {
      for (const { id } of Object.values(runs)) await until(`nothing of ${id} is in Docker`, async () => (await machine.parts(id)).length === 0 || undefined, 150_000, 500);
      expect(await machine.parts()).toEqual(expect.not.arrayContaining([expect.stringContaining(runs.command.id)]));
    });
  });

  it('hold another agent by configuration alone: the same text, the same draft', async () => {
    const { specline, model } = machine;
    const [gateway] = specline.stack.services.named('gateway');
    await gateway!.stop();
    await specline.stack.services.start(serviceDefinition('gateway', { ...specline.options, settings: { ...specline.options.settings, SPEC_AUTOMATION_AGENT_BACKEND: 'command' } }));
    const run = await machine.finish({ featureKey: 'other-agent' });
    expect(run.failure ?? [run.status, run.agent]).toEqual(['succeeded', 'command']);
    expect(branchFiles(machine, run.branchName!)).toEqual(['plan.md', 'spec.md', 'tasks.md'].map((name) => `specs/${run.featureKey}/${name}`));
    expect(model.control.conversations(run.id)).toEqual([]);
  }, 400_000);

  it('stop an agent that sleeps for ever when its time is over, and the failure says so', async () => {
    const { status, failure } = await machine.over(sleeper);
    expect([status, failure]).toEqual(['failed', expect.objectContaining({ code: 'agent.timeout', message: 'codex-exec was not done after 3 minutes and was stopped.', remediation: expect.stringContaining('SPECLINE_JOB_MINUTES') })]);
    expect((await machine.docker.run(['ps', '--format', '{{.Names}}'])).split('\n').filter((name) => name.includes(sleeper))).toEqual([]);
    expect(machine.model.control.conversations(sleeper)).toMatchObject([{ step: 'specify', attempt: 1 }]);
  }, 400_000);
});

/** As small as an agent can be: reads which step of which feature is asked and writes its document, or does and ticks the tasks of a phase. */
const otherAgent = `prompt=$(cat)
[[ $prompt =~ \\]\\ ([^:]+):\\ ([[:alpha:]]+) ]] || exit 3
feature=\${BASH_REMATCH[1]}; step=\${BASH_REMATCH[2]}; directory=specs/$feature; mkdir -p "$directory"
case $step in
  specify) echo '# What' > "$directory/spec.md" ;;
  plan) echo '# How' > "$directory/plan.md" ;;
  tasks) printf '## Phase 1: Setup\\n\\n- [ ] T001 Begin in src/begin.ts\\n' > "$directory/tasks.md" ;;
  Phase)
    mkdir -p "src/$feature" docs
    echo 'export const setup = 1;' > "src/$feature/setup.ts"; echo '# Setup' > "docs/$feature.md"
    grep -oE '[(]line [0-9]+[)]' <<< "$prompt" | tr -dc '0-9\\n' | while read -r line; do sed -i "\${line}s/\\[ \\]/[X]/" "$directory/tasks.md"; done ;;
  *) exit 3 ;;
esac
echo "wrote $step"`;

/** As it is, and as it would stand in an encoded header. */
function formsOf(key: string): string[] {
  return [key, Buffer.from(key).toString('base64').replace(/=+$/, '')];
}

async function lookedAt({ docker, key, image, specline }: JobMachine): Promise<Seen> {
  const containers = JSON.parse(await docker.run(['inspect', ...(await docker.run(['ps', '--all', '--quiet'])).split('\n')])) as { Name: string }[];
  const holding = (secret: string): string[] => containers.filter((one) => JSON.stringify(one).includes(secret)).map(({ Name }) => Name.slice(1));
  const environmentOf = (pid: number): string => readFileSync(`/proc/${pid}/environ`, 'utf8');
  return {
    holders: holding(key), readers: holding(specline.options.settings.GITHUB_READ_TOKEN!),
    images: (await docker.run(['image', 'inspect', image])) + (await docker.run(['history', '--no-trunc', image])), arguments: allArguments(),
    services: ['gateway', 'discovery', 'codex-runner', 'publisher', 'projection'].filter((name) => specline.stack.services.named(name).some(({ pid }) => environmentOf(pid!).includes(key))),
  };
}

/** Of every process of this machine, those in containers among them. */
function allArguments(): string {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  }).join('\n');
}

/** What the engine tells and keeps, but for the files in layers. */
async function dockerText({ docker, image }: JobMachine): Promise<string> {
  const kept = docker.isShared ? '' : execFileSync('grep', ['-rIh', '', 'containers', 'image', 'network', 'volumes'], { cwd: `${docker.folder}/data`, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  return [await docker.run(['image', 'inspect', image]), await docker.run(['history', '--no-trunc', image]), await docker.run(['volume', 'ls']), kept].join('\n');
}

async function contentOf({ specline }: JobMachine, run: RunView, stage: string, kind: string): Promise<string> {
  const { id } = run.artifacts!.find((artifact) => artifact.stage === stage && artifact.artifactType === kind)!;
  const answer = await fetch(`${specline.url}/${runsPath}/${run.id}/artifacts/${id}/content`, { headers: { authorization: `Bearer ${specline.operator.token}` } });
  return answer.text();
}
