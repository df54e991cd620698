// The repository the sandbox works on: a small shop that is specified with Spec Kit, and the reviewer who lets it go on.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GithubControl } from '../github/control';
import { ControlError } from '../github/repositories';
import type { PullRequestRecord } from '../github/state';
import type { FineGrainedToken } from '../github/tokens';
import { appendConvergence, firstOpenPhase, newlyTicked, tick } from './sample-tasks';

const repository = 'specline-demo/corner-shop';
const featureKey = '003-shopping-cart';
const tasksPath = `specs/${featureKey}/tasks.md`;
const bot = 'specline-bot';
const reviewer = 'shop-reviewer';
const maintainer = { name: 'Robin Keeper', email: 'robin@example.com' };

export const sample = { repository, featureKey, baseBranch: 'main', tasksPath } as const;

/** Fresh fine-grained tokens: one that writes, for the publisher alone, and one that only reads. */
export function createSampleTokens(): { write: FineGrainedToken; read: FineGrainedToken } {
  const token = (right: 'read' | 'write'): FineGrainedToken => ({
    kind: 'fine-grained', value: `github_pat_${randomBytes(30).toString('hex')}`, login: bot,
    repositories: { [repository]: { contents: right, pull_requests: right } },
  });
  return { write: token('write'), read: token('read') };
}

/** Makes the sample repository unless it is there: the same files and the same first commit every time. */
export async function installSampleRepository(control: GithubControl): Promise<void> {
  const known = await control.repositories();
  if (known.some((each) => each.repository === repository)) return;
  await control.createRepository({ repository, directory: sampleFiles(), message: 'Corner Shop: catalog done, cart specified', protectedBranches: ['main'], collaborators: { [bot]: 'write', [reviewer]: 'write' } });
}

/** Starts over: a new repository, no pull requests. */
export async function resetSampleRepository(control: GithubControl): Promise<void> {
  const known = await control.repositories();
  if (known.some((each) => each.repository === repository)) await control.deleteRepository({ repository });
  await installSampleRepository(control);
}

/**
 * Sees to it that the cart feature has an open phase that no pull request waits for. The reviewer merges what earlier runs
 * proposed; when the feature is finished, its next `Convergence` phase is written on the base branch.
 */
export async function makeSamplePhaseAvailable(control: GithubControl): Promise<{ repository: string; featureKey: string; phase: string }> {
  await installSampleRepository(control);
  for (const pull of await latestProposals(control)) await bringIn(control, pull);
  const text = await readTasks(control);
  const phase = firstOpenPhase(text) ?? await converge(control, text);
  return { repository, featureKey, phase };
}

async function converge(control: GithubControl, text: string): Promise<string> {
  const extended = appendConvergence(text);
  await control.commit({ repository, files: { [tasksPath]: extended }, message: 'Find what the cart still lacks', author: maintainer });
  return firstOpenPhase(extended) ?? '';
}

async function readTasks(control: GithubControl, ref: string = sample.baseBranch): Promise<string> {
  return (await control.readFile({ repository, path: tasksPath, ref })).text ?? '';
}

/** The newest unmerged pull request of each branch, oldest first. */
async function latestProposals(control: GithubControl): Promise<PullRequestRecord[]> {
  const pulls = await control.pullRequests({ repository });
  const byBranch = new Map(pulls.map((pull) => [pull.head.branch, pull]));
  return [...byBranch.values()].filter(({ merged }) => !merged);
}

/** Merges a proposal that finishes tasks of the feature which are open on the base branch, also one that somebody closed; resolves a conflict by hand. */
async function bringIn(control: GithubControl, { number, state, head }: PullRequestRecord): Promise<void> {
  const done = newlyTicked(await readTasks(control), await readTasks(control, head.sha));
  if (done.length === 0) return;
  if (state === 'closed') {
    if (!(head.branch in await control.branches({ repository }))) await control.moveBranch({ repository, branch: head.branch, to: head.sha });
    await control.reopenPullRequest({ repository, number, login: reviewer });
  }
  try {
    await control.mergePullRequest({ repository, number, login: reviewer });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    await control.closePullRequest({ repository, number, login: reviewer });
    await control.commit({ repository, files: { [tasksPath]: tick(await readTasks(control), done) }, message: `Take over the work of #${number} by hand`, author: maintainer });
  }
}

/** The sample's files lie beside this module's source, also when the compiled one runs. */
function sampleFiles(from = __dirname): string {
  const folder = join(from, 'tools/sandbox/sample-repository/files');
  if (existsSync(join(folder, '.specify/feature.json'))) return folder;
  if (dirname(from) === from) throw new Error('The files of the sample repository are missing; restore tools/sandbox/sample-repository/files from git');
  return sampleFiles(dirname(from));
}
