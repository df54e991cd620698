// The control interface: the same object in this process and, through `connectGithubControl`, in another one.
import { z } from 'zod';
import { ApiError } from './api-error';
import { zeroSha } from './bare-repository';
import { controlRequests, operationNames, type OperationName, type OperationRequest } from './control-operations';
import type { EffectSummary } from './effects';
import type { Faults, PlantedFault } from './faults';
import { ControlError, lowerCaseKeys, type Repositories, type Repository } from './repositories';
import type { Github } from './rest/route';
import type { PullRequestRecord } from './state';

export interface RepositorySummary {
  repository: string;
  defaultBranch: string;
  private: boolean;
  archived: boolean;
  protectedBranches: string[];
}

interface Answers {
  createRepository: RepositorySummary & { sha?: string };
  updateRepository: RepositorySummary;
  deleteRepository: null;
  repositories: RepositorySummary[];
  commit: { sha: string };
  moveBranch: { sha: string };
  deleteBranch: null;
  /** Sha by branch name. */
  branches: Record<string, string>;
  /** `text` is null when there is no such file. */
  readFile: { text: string | null };
  pullRequests: PullRequestRecord[];
  mergePullRequest: { sha: string };
  closePullRequest: PullRequestRecord;
  reopenPullRequest: PullRequestRecord;
  putToken: null;
  putInstallation: null;
  removeToken: { removed: boolean };
  setRateLimit: null;
  addFault: PlantedFault;
  faults: PlantedFault[];
  clearFaults: null;
  effects: EffectSummary;
  clearEffects: null;
}

type Handlers = { [Name in OperationName]: (request: OperationRequest<Name>) => Promise<Answers[Name]> };

/** Every operation as a method with one object; those that need nothing may be called without. Rejects with ControlError. */
export type GithubControl = {
  [Name in OperationName]: Record<string, never> extends z.input<(typeof controlRequests)[Name]>
    ? (request?: z.input<(typeof controlRequests)[Name]>) => Promise<Answers[Name]>
    : (request: z.input<(typeof controlRequests)[Name]>) => Promise<Answers[Name]>;
};

type Invoke = (name: OperationName, request: unknown) => Promise<unknown>;

const controlOf = (invoke: Invoke): GithubControl =>
  Object.fromEntries(operationNames.map((name) => [name, (request?: unknown) => invoke(name, request ?? {})])) as unknown as GithubControl;

export function createControl(github: Github, faults: Faults): GithubControl {
  const handlers = { ...repositoryHandlers(github), ...branchHandlers(github), ...pullRequestHandlers(github), ...serviceHandlers(github, faults) } satisfies Handlers;
  return controlOf(async (name, request) => {
    const checked = controlRequests[name].safeParse(request);
    if (!checked.success) throw new ControlError(`${name}: ${z.prettifyError(checked.error)}`);
    return (handlers[name] as (request: unknown) => Promise<unknown>)(checked.data).catch((error: unknown) => {
      throw error instanceof ApiError ? new ControlError(`${name}: ${describe(error)}`) : error;
    });
  });
}

const describe = ({ message, errors = [] }: ApiError): string =>
  [message, ...errors.map((problem) => problem.message ?? `${problem.field} ${problem.code}`)].join(': ');

/** The control interface of an emulator that runs elsewhere on this machine. */
export function connectGithubControl(serverUrl: string): GithubControl {
  return controlOf(async (name, request) => {
    const response = await fetch(`${serverUrl}/_control/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) });
    const answer = await response.json() as { error?: string };
    if (!response.ok) throw new ControlError(answer.error ?? `The emulator answered ${response.status}`);
    return answer;
  });
}

const summaryOf = ({ fullName, record }: Repository): RepositorySummary =>
  ({ repository: fullName, defaultBranch: record.defaultBranch, private: record.private, archived: record.archived, protectedBranches: record.protectedBranches });

function repositoryHandlers({ repositories, state }: Github) {
  return {
    createRepository: async (request: OperationRequest<'createRepository'>) => {
      const repository = await repositories.create(request);
      const sha = await repository.git.branchTip(repository.record.defaultBranch);
      return { ...summaryOf(repository), ...(sha === undefined ? {} : { sha }) };
    },
    updateRepository: async ({ repository: name, rename, collaborators, ...changes }: OperationRequest<'updateRepository'>) => {
      const repository = repositories.require(name);
      Object.assign(repository.record, changes, collaborators ? { collaborators: lowerCaseKeys(collaborators) } : {});
      if (rename !== undefined) await repositories.rename(repository, rename);
      await state.save();
      return summaryOf(repository);
    },
    deleteRepository: async ({ repository }: OperationRequest<'deleteRepository'>) => {
      await repositories.delete(repositories.require(repository));
      return null;
    },
    repositories: async () => repositories.all().map(summaryOf),
  };
}

function branchHandlers({ repositories, pullRequests }: Github) {
  const person = { by: 'control' as const, login: 'reviewer' };
  return {
    commit: async ({ repository: name, files, from, ...change }: OperationRequest<'commit'>) => {
      const repository = repositories.require(name);
      const sha = await repository.exclusively(() => repositories.commit(repository, { ...change, files, ...(from === undefined ? {} : { from }) }));
      await pullRequests.followBranches(repository);
      return { sha };
    },
    moveBranch: async ({ repository: name, branch, to }: OperationRequest<'moveBranch'>) => {
      const repository = repositories.require(name);
      const sha = await repository.git.commitOf(to);
      if (sha === undefined) throw new ControlError(`${name} has no commit ${to}`);
      await repositories.moveBranch(repository, branch, sha, person);
      await pullRequests.followBranches(repository);
      return { sha };
    },
    deleteBranch: async ({ repository: name, branch }: OperationRequest<'deleteBranch'>) => {
      const repository = repositories.require(name);
      await repositories.moveBranch(repository, branch, zeroSha, person);
      await pullRequests.followBranches(repository);
      return null;
    },
    branches: async ({ repository }: OperationRequest<'branches'>) => branchesOf(repositories, repository),
    readFile: async ({ repository: name, path, ref }: OperationRequest<'readFile'>) => {
      const { git, record } = repositories.require(name);
      const commit = await git.commitOf(ref ?? record.defaultBranch);
      const [entry] = commit === undefined ? [] : await git.tree(commit, { path });
      return { text: entry?.type === 'blob' ? (await git.blob(entry.sha)).toString() : null };
    },
  };
}

async function branchesOf(repositories: Repositories, name: string): Promise<Record<string, string>> {
  const refs = await repositories.require(name).git.refs('refs/heads/');
  return Object.fromEntries([...refs].map(([ref, sha]) => [ref.slice('refs/heads/'.length), sha]));
}

function pullRequestHandlers({ repositories, pullRequests }: Github) {
  const find = (name: string, number: number) => {
    const repository = repositories.require(name);
    const pull = pullRequests.find(repository, number);
    if (!pull) throw new ControlError(`${name} has no pull request #${number}`);
    return { repository, pull };
  };
  const setState = (state: 'open' | 'closed') => async ({ repository: name, number, login }: OperationRequest<'closePullRequest'>) => {
    const { repository, pull } = find(name, number);
    await pullRequests.edit(repository, pull, { state }, { by: 'control', login });
    return structuredClone(pull);
  };
  return {
    pullRequests: async ({ repository, state }: OperationRequest<'pullRequests'>) =>
      structuredClone(repositories.require(repository).record.pullRequests.filter((pull) => state === 'all' || pull.state === state)),
    mergePullRequest: async ({ repository: name, number, login }: OperationRequest<'mergePullRequest'>) => {
      const { repository, pull } = find(name, number);
      return { sha: await pullRequests.merge(repository, pull, { by: 'control', login }) };
    },
    closePullRequest: setState('closed'),
    reopenPullRequest: setState('open'),
  };
}

function serviceHandlers({ tokens, apps, rateLimits, effects, state }: Github, faults: Faults) {
  const done = (action: () => void) => async () => {
    action();
    return null;
  };
  return {
    putToken: async (token: OperationRequest<'putToken'>) => done(() => tokens.put(token))(),
    putInstallation: async ({ app, installation }: OperationRequest<'putInstallation'>) => {
      if (!apps.putInstallation(app, installation)) throw new ControlError(`there is no App ${app}`);
      return null;
    },
    removeToken: async ({ value }: OperationRequest<'removeToken'>) => ({ removed: tokens.remove(value) }),
    setRateLimit: async ({ token, remaining, resetInSeconds }: OperationRequest<'setRateLimit'>) => done(() => rateLimits.set(token, remaining, resetInSeconds))(),
    addFault: async (fault: OperationRequest<'addFault'>) => faults.add(fault),
    faults: async () => faults.list(),
    clearFaults: done(() => faults.clear()),
    effects: async () => effects.summary(),
    clearEffects: async () => {
      effects.clear();
      await state.save();
      return null;
    },
  };
}
