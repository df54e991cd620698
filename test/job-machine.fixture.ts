// A Specline whose runner has a Docker Engine: real job containers with the real Codex program, and a model on this machine that they reach as they would reach the real one.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runsPath, type RunView } from '#contracts';
import type { ModelApi } from '../tools/sandbox/model-api/model-api';
import { Docker } from '../tools/images/docker';
import { makeJobImage } from '../tools/images/job-image';
import { startInstallation, type TestInstallation } from './installation.fixture';
import { observe, type Observation } from './observation.fixture';

export interface JobMachine {
  specline: TestInstallation;
  observation: Observation;
  docker: Docker;
  image: string;
  model: ModelApi;
  /** What agents are given, and nobody else may see. */
  key: string;
  /** Starts a run that writes a specification, unless another workflow is wished for. */
  begin(wish?: Partial<Wish>): Promise<string>;
  finish(wish?: Partial<Wish>): Promise<RunView>;
  /** Waits longer than for other runs: each step starts two containers. */
  over(id: string): Promise<RunView>;
  /** Names of everything in the engine that belongs to a run, or to any. */
  parts(runId?: string): Promise<string[]>;
  end(): Promise<void>;
}
export interface Wish { repository: string; workflow: 'specify' | 'next-phase'; featureKey: string; specifyText: string; agent: string; dryRun: boolean }

export const repository = 'acme/shop';
const files = { 'README.md': '# Shop\n', 'src/shop.ts': 'export const shop = 1;\n', 'specs/001-catalog/spec.md': '# Catalog\n' };

/** @param settings of the runner, over those of the fixture */
export async function startJobMachine(settings: NodeJS.ProcessEnv = {}): Promise<JobMachine> {
  const docker = await Docker.open({ networks: true, compose: false });
  const started: { end(): Promise<unknown> }[] = [{ end: () => docker.stop() }];
  const end = async (): Promise<void> => { for (const one of started.splice(0).reverse()) await one.end(); };
  try {
    const { id: image } = await makeJobImage(docker, docker.folder);
    const specline = await startInstallation({
      jobHost: docker.hostAddress, repositories: [repository],
      settings: { SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS: 'codex-cloud,codex-exec,command', SPEC_AUTOMATION_AGENT_BACKEND: 'codex-exec' },
      settingsOf: {
        'codex-runner': {
          SPEC_AUTOMATION_JOB_IMAGE: image, SPECLINE_JOB_MEMORY: '1GiB', SPECLINE_JOB_PROCESSES: '200', SPECLINE_JOB_CPUS: '1', SPECLINE_JOB_DISK: '256MiB',
          DOCKER_HOST: docker.environment.DOCKER_HOST, ...settings,
        },
      },
    });
    started.push(specline);
    const { model, runnerSettings } = specline.sandbox!;
    const key = runnerSettings['CODEX_API_KEY']!;
    const observation = await observe(specline);
    started.push({ end: () => observation.close() });
    await createRepository(specline, repository);
    const begin = async (wish: Partial<Wish> = {}): Promise<string> => {
      const text = wish.workflow === 'next-phase' ? {} : { specifyText: 'A wish list, so that customers can save what they like.' };
      const { status, body } = await specline.post(`/${runsPath}`, { repository, workflow: 'specify', ...text, ...wish });
      if (status !== 202) throw new Error(`the run was refused: ${status} ${JSON.stringify(body)}`);
      return body.id;
    };
    const over = (id: string): Promise<RunView> => specline.client.follow(id, () => undefined, AbortSignal.timeout(400_000));
    return { specline, observation, docker, image, model: model!, key, begin, over, finish: async (wish) => over(await begin(wish)), parts: (runId) => partsOf(docker, runId), end };
  } catch (error) {
    await end();
    throw error;
  }
}

export async function createRepository({ sandbox }: TestInstallation, name: string, content: Record<string, string> = files): Promise<void> {
  await sandbox!.github.control.createRepository({ repository: name, files: content, message: 'Begin', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
}

async function partsOf(docker: Docker, runId?: string): Promise<string[]> {
  const filter = `label=specline.run${runId ? `=${runId}` : ''}`;
  const lists = await Promise.all([['ps', '--all', '--format', '{{.Names}}'], ['network', 'ls', '--format', '{{.Name}}'], ['volume', 'ls', '--format', '{{.Name}}']].map((list) => docker.run([...list, '--filter', filter])));
  return lists.flatMap((list) => list.split('\n')).filter(Boolean);
}

/** Paths by which a branch at the emulated GitHub differs from the default branch. */
export function branchFiles({ specline }: JobMachine, branch: string): string[] {
  const root = join(specline.stack.data.path, 'sandbox/github');
  const git = (directory: string): string => execFileSync('git', ['--git-dir', directory, 'diff', '--name-only', `main...${branch}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.git')).flatMap((path) => {
    try {
      return [git(join(root, path))];
    } catch {
      return [];
    }
  });
  return found.join('').split('\n').filter(Boolean);
}
