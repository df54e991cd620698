// For tests: a repository on an emulated GitHub, a run that has come as far as apply, and the publish stage as its module builds it.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patchForm } from '#artifacts';
import type { DiscoverOutput, RunContext, RunRequest } from '#contracts';
import { GitProcess, MirrorCache, applyPatch } from '#git';
import type { Octokit } from '@octokit/rest';
import { InstallationTokens, createOctokit, writing, type GithubCredential } from '#github';
import { artifact, discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { newKey } from '../../../../libs/github/src/emulated-app.fixture';
import { StageBench, contextOf, type StageStart, type StageTrial } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import { startGithubEmulator, type GithubEmulator } from '../../../../tools/sandbox/github/emulator';
import { OwnCommits } from './own-commits';
import { PublishRemote } from './publish-remote';
import { PublishRights } from './publish-rights';
import { PublishStage } from './publish.stage';
import { PullRequests } from './pull-requests';

export const writer = 'github_pat_writer_of_the_shop';
export const branch = 'specline/003-cart/phase-2-cart';
export const tasksFile = 'specs/003-cart/tasks.md';

/** A patch that adds one file of one line. */
export function added(path: string, line: string): string {
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`;
}

export class PublishBench {
  readonly stages = new StageBench();
  private readonly git = new GitProcess({ variables: {} });
  private readonly mirrors: MirrorCache;
  private count = 0;
  private repository = '';
  private baseSha = '';

  private constructor(readonly github: GithubEmulator, readonly appKey: string, readonly directory: string) {
    this.mirrors = new MirrorCache(join(directory, 'mirrors'), this.git);
  }

  static async start(): Promise<PublishBench> {
    const directory = mkdtempSync(join(tmpdir(), 'specline-publish-'));
    const { privateKey, publicKey } = newKey();
    const github = await startGithubEmulator({ dataDir: join(directory, 'github'), tokens: [], apps: [{ id: 7, slug: 'specline', publicKey, installations: [] }] });
    return new PublishBench(github, privateKey, directory);
  }

  /** A new repository for each test, and a token that may do what publishing needs there. */
  async newRepository(): Promise<string> {
    this.count += 1;
    this.repository = `acme/shop-${this.count}`;
    const { sha } = await this.github.control.createRepository({ repository: this.repository, files: { 'README.md': '# Shop\n', [tasksFile]: '## Phase 2: Cart\n\n- [ ] T010 Add it\n' }, private: true });
    this.baseSha = sha ?? '';
    await this.github.control.clearFaults();
    await this.github.control.clearEffects();
    await this.token({ contents: 'write', pull_requests: 'write', issues: 'write' });
    return this.repository;
  }

  /** Gives the writer's token these permissions and no others. */
  async token(permissions: Record<string, 'read' | 'write'>): Promise<void> {
    await this.github.control.putToken({ kind: 'fine-grained', value: writer, login: 'acme', repositories: { [this.repository]: permissions } });
  }

  /** Installs the App on the repository; its tokens, and everything it has told to keep secret. */
  async app(granted: Record<string, 'read' | 'write'> = { contents: 'write', pull_requests: 'write', workflows: 'write' }): Promise<{ token: InstallationTokens; secrets: Set<string> }> {
    await this.github.control.putInstallation({ app: 7, installation: { id: 70, account: 'acme', repositories: { [this.repository]: granted } } });
    const secrets = new Set<string>();
    const token = new InstallationTokens({
      app: { id: '7', privateKey: this.appKey }, permissions: writing, apiUrl: this.github.apiUrl, secondMilliseconds: 10, secrets: (told) => told.forEach((one) => secrets.add(one)),
    });
    return { token, secrets };
  }

  stage({ token = writer, now = Date.now }: { token?: GithubCredential; now?: () => number } = {}): PublishStage {
    // A pace of its own: one test must not wait for the writes of another.
    const client = (): Octokit => createOctokit({ pace: randomUUID(), secondMilliseconds: 10, apiUrl: this.github.apiUrl, ...(token ? { token } : {}), timeoutMilliseconds: 5_000 });
    const remote = new PublishRemote(this.git, this.mirrors, { serverUrl: this.github.serverUrl, token, publicUrl: 'https://specline.example' });
    return new PublishStage(new PublishRights(client(), { token, allowed: [], now }), new PullRequests(client()), remote, new OwnCommits(this.stages.log), this.stages.artifacts);
  }

  pullRequests(): PullRequests {
    return new PullRequests(createOctokit({ pace: randomUUID(), apiUrl: this.github.apiUrl, token: writer }));
  }

  /** A run of which apply has brought `patch`. */
  async applied(patch = added('src/cart.ts', 'export class Cart {}'), { request = {}, ...start }: StageStart & { request?: Partial<RunRequest> } = {}): Promise<StageTrial> {
    const discover: DiscoverOutput = { ...discovered, baseSha: this.baseSha };
    const context = contextOf({ repository: this.repository, ...request }, { discover, submit: { agent: 'codex-cloud', agentVersion: '1', environment: 'env-web', taskId: 'task_e_1', taskUrl: 'https://chatgpt.com/codex/tasks/task_e_1', prompt: artifact('codex_prompt'), adopted: false } });
    const remote = { url: `${this.github.serverUrl}/${this.repository}.git`, token: await this.owner() };
    const outcome = await this.mirrors.use({ remote, commit: this.baseSha }, (mirror) => applyPatch(mirror, { base: this.baseSha, patch }));
    if (outcome.outcome !== 'applied') throw new Error(outcome.outcome);
    const trial = await this.stages.start('publish', context, start);
    const appliedPatch = await this.stages.artifacts.write({ runId: trial.context.runId, stage: 'apply', attempt: 1, kind: 'applied_patch' }, patch, patchForm);
    const apply: RunContext['apply'] = { patch: appliedPatch, appliedPatch, treeSha: outcome.tree, files: outcome.changes.map(({ path, status }) => ({ path, status })), ticked: ['T010'], findings: [], effects: [] };
    Object.assign(trial.context.fact.context, { apply });
    return trial;
  }

  /** A run that has written a specification. */
  async specified(patch = added('specs/004-wish-list/spec.md', '# Wish list')): Promise<StageTrial> {
    const phase = await this.applied(patch, { request: { workflow: 'specify', featureKey: 'wish-list', agent: 'codex-exec' } });
    const { context } = phase.context.fact;
    const { patch: given, appliedPatch, treeSha, files } = context.apply as NonNullable<RunContext['apply']>;
    const written = { agent: 'codex-exec', agentVersion: '1', promptDigest: given.digest, forwardedEnvironment: [], usage: null, prompt: given, change: { patch: given, appliedPatch, treeSha, files, findings: [] } };
    const prepare = { featureKey: '004-wish-list', featureDirectory: 'specs/004-wish-list', baseBranch: 'main', baseSha: this.baseSha, branchName: 'specline/004-wish-list/spec', image: 'sha256:0', specKitVersion: '1.0.1' };
    for (const name of ['discover', 'submit', 'apply'] as const) delete context[name];
    Object.assign(context, { prepare, specify: written, plan: written, tasks: written });
    return phase;
  }

  /** What a person does with GitHub's interface. */
  async byPerson(method: string, path: string, body: Record<string, unknown>): Promise<void> {
    const response = await fetch(`${this.github.apiUrl}/repos/${this.repository}${path}`, { method, body: JSON.stringify(body), headers: { authorization: `Bearer ${await this.owner()}`, 'user-agent': 'person', 'content-type': 'application/json' } });
    if (!response.ok) throw new Error(await response.text());
  }

  async head(name = branch): Promise<string | undefined> {
    return (await this.github.control.branches({ repository: this.repository }))[name];
  }

  async pulls() {
    return this.github.control.pullRequests({ repository: this.repository });
  }

  /** How often GitHub was asked so, for example `POST /repos/{owner}/{repo}/pulls`. */
  async asked(request: string): Promise<number> {
    return (await this.github.control.effects()).requests[request] ?? 0;
  }

  async pushes(): Promise<number> {
    return Object.values((await this.github.control.effects()).pushes).reduce((sum, one) => sum + one, 0);
  }

  async close(): Promise<void> {
    await this.github.close();
    this.stages.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async owner(): Promise<string> {
    await this.github.control.putToken({ kind: 'classic', value: 'ghp_owner_of_everything', login: 'acme', scopes: ['repo', 'workflow'] });
    return 'ghp_owner_of_everything';
  }
}
