// The repositories of the emulated GitHub: their records, their git directories, and what people do to them outside of the product.
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fullNameOf } from './access';
import { BareRepository, zeroSha, type FileChanges, type Person } from './bare-repository';
import type { EffectJournal } from './effects';
import type { Effect, RepositoryRecord, Role, StateFile } from './state';

export interface NewRepository {
  /** `owner/name` */
  repository: string;
  /** The first commit's files, by path; or a folder on disk. Neither makes an empty repository. */
  files?: Record<string, string>;
  directory?: string;
  defaultBranch?: string;
  private?: boolean;
  protectedBranches?: string[];
  collaborators?: Record<string, Role>;
  message?: string;
  author?: Person;
}

/** An operation that cannot be done; the message says why and what would be possible. */
export class ControlError extends Error {}

const firstAuthor: Person = { name: 'Robin Keeper', email: 'robin@example.com', at: '2026-01-05T09:00:00Z' };

/** A record with its git directory. */
export class Repository {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly record: RepositoryRecord, readonly git: BareRepository) {}

  get fullName(): string {
    return fullNameOf(this.record);
  }

  /** Runs one change at a time, so that what was looked up is still true when it is written. */
  exclusively<T>(change: () => Promise<T>): Promise<T> {
    const result = this.turn.then(change);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

export class Repositories {
  private readonly open = new Map<number, Repository>();

  constructor(private readonly root: string, private readonly state: StateFile, private readonly effects: EffectJournal) {
    for (const record of state.content.repositories) this.adopt(record, new BareRepository(this.directoryOf(record.id)));
  }

  all(): Repository[] {
    return [...this.open.values()];
  }

  byId(id: number): Repository | undefined {
    return this.open.get(id);
  }

  /** By `owner/name` in any case; `moved` when that is a name it had before. */
  find(fullName: string): { repository: Repository; moved: boolean } | undefined {
    const wanted = fullName.toLowerCase();
    const current = this.all().find((repository) => repository.fullName.toLowerCase() === wanted);
    if (current) return { repository: current, moved: false };
    const former = this.all().find(({ record }) => record.formerNames.includes(wanted));
    return former && { repository: former, moved: true };
  }

  require(fullName: string): Repository {
    const found = this.find(fullName);
    if (!found) throw new ControlError(`No repository ${fullName}; there are: ${this.all().map((each) => each.fullName).join(', ') || 'none'}`);
    return found.repository;
  }

  async create(request: NewRepository): Promise<Repository> {
    const [owner = '', name = ''] = request.repository.split('/');
    if (this.all().some(({ fullName }) => fullName.toLowerCase() === request.repository.toLowerCase())) {
      throw new ControlError(`${request.repository} exists already; delete it first`);
    }
    const id = this.state.newId();
    const defaultBranch = request.defaultBranch ?? 'main';
    await mkdir(this.root, { recursive: true });
    const git = await BareRepository.create(this.directoryOf(id), defaultBranch);
    await firstCommit(git, defaultBranch, request);
    const at = new Date().toISOString();
    const record: RepositoryRecord = {
      id, owner, name, formerNames: [], private: request.private ?? false, archived: false, defaultBranch,
      protectedBranches: request.protectedBranches ?? [], collaborators: lowerCaseKeys(request.collaborators ?? {}),
      labels: [], pullRequests: [], createdAt: at, pushedAt: at,
    };
    this.state.content.repositories.push(record);
    await this.state.save();
    return this.adopt(record, git);
  }

  async delete(repository: Repository): Promise<void> {
    const { repositories } = this.state.content;
    repositories.splice(repositories.indexOf(repository.record), 1);
    this.open.delete(repository.record.id);
    await this.state.save();
    await rm(repository.git.directory, { recursive: true, force: true });
  }

  async rename(repository: Repository, fullName: string): Promise<void> {
    const [owner = '', name = ''] = fullName.split('/');
    repository.record.formerNames.push(repository.fullName.toLowerCase());
    Object.assign(repository.record, { owner, name });
    await this.state.save();
  }

  /** Writes a commit onto a branch, which starts at `from` (default: the default branch) when it does not exist. */
  async commit(repository: Repository, change: { branch: string; files: FileChanges; message: string; author: Person; from?: string }): Promise<string> {
    const { git, record } = repository;
    const tip = await git.branchTip(change.branch);
    const parent = tip ?? await git.commitOf(change.from ?? record.defaultBranch);
    const tree = await git.writeTree(parent, change.files);
    const sha = await git.writeCommit(tree, parent === undefined ? [] : [parent], change.message, change.author);
    await this.moveBranch(repository, change.branch, sha, { by: 'control', login: change.author.name });
    return sha;
  }

  /** Points a branch at a commit, whatever it held; zeroSha deletes it. */
  async moveBranch(repository: Repository, branch: string, sha: string, who: Pick<Effect, 'by' | 'login'>): Promise<void> {
    const ref = `refs/heads/${branch}`;
    const before = await repository.git.branchTip(branch) ?? zeroSha;
    await repository.git.updateRef(ref, sha, before);
    this.recordRefChange(repository, { ref, before, after: sha, ...who });
  }

  recordRefChange(repository: Repository, change: { ref: string; before: string; after: string } & Pick<Effect, 'by' | 'login'>): void {
    const kind = change.after === zeroSha ? 'ref_deleted' : change.before === zeroSha ? 'ref_created' : 'ref_updated';
    const { ref: subject, ...rest } = change;
    this.effects.record({ kind, repository: repository.fullName, subject, ...rest });
    repository.record.pushedAt = new Date().toISOString();
  }

  private adopt(record: RepositoryRecord, git: BareRepository): Repository {
    if (!existsSync(git.directory)) throw new Error(`The git directory ${git.directory} of ${fullNameOf(record)} is gone; delete the emulator's data folder to start over`);
    const repository = new Repository(record, git);
    this.open.set(record.id, repository);
    return repository;
  }

  private directoryOf(id: number): string {
    return join(this.root, `${id}.git`);
  }
}

async function firstCommit(git: BareRepository, branch: string, { files, directory, message, author }: NewRepository): Promise<void> {
  if (files === undefined && directory === undefined) return;
  const tree = directory === undefined ? await git.writeTree(undefined, files ?? {}) : await git.writeTreeOfFolder(directory);
  const sha = await git.writeCommit(tree, [], message ?? 'Start the project', { ...firstAuthor, ...author });
  await git.updateRef(`refs/heads/${branch}`, sha, zeroSha);
}

export function lowerCaseKeys<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
}
