// What the emulator must remember beside the git repositories, kept in one JSON file that is replaced as a whole.
import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Role = 'read' | 'write' | 'admin';

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface PullRequestRecord {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  draft: boolean;
  /** Login of who opened it. */
  author: string;
  head: { branch: string; sha: string };
  base: { branch: string; sha: string };
  labels: string[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  merged: { at: string; by: string; sha: string } | null;
}

export interface RepositoryRecord {
  id: number;
  owner: string;
  name: string;
  /** Lower-case full names it had before a rename; they answer with a redirect. */
  formerNames: string[];
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  protectedBranches: string[];
  /** Role by lower-case login; the owner is always admin. */
  collaborators: Record<string, Role>;
  labels: Label[];
  pullRequests: PullRequestRecord[];
  createdAt: string;
  pushedAt: string;
}

export type EffectKind =
  | 'ref_created' | 'ref_updated' | 'ref_deleted'
  | 'pull_request_opened' | 'pull_request_edited' | 'pull_request_synchronized' | 'pull_request_closed' | 'pull_request_reopened' | 'pull_request_merged'
  | 'labels_added' | 'label_created' | 'installation_token_created';

/** One change. `subject` is the full ref name, the pull request's number as `#7`, or a label's name. */
export interface Effect {
  at: string;
  kind: EffectKind;
  repository: string;
  subject: string;
  /** `api` = REST, `git` = a push, `control` = a person played by the control interface, `github` = a consequence of another effect. */
  by: 'api' | 'git' | 'control' | 'github';
  login: string;
  before?: string;
  after?: string;
}

export interface EmulatorState {
  version: 1;
  lastId: number;
  repositories: RepositoryRecord[];
  effects: Effect[];
}

const empty = (): EmulatorState => ({ version: 1, lastId: 0, repositories: [], effects: [] });

/** The state in memory, and its file. A killed process leaves either the old file or the new one, never half of one. */
export class StateFile {
  readonly content: EmulatorState;
  private readonly path: string;
  private writing: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;

  constructor(dataDirectory: string) {
    mkdirSync(dataDirectory, { recursive: true });
    this.path = join(dataDirectory, 'state.json');
    this.content = read(this.path);
  }

  newId(): number {
    this.content.lastId += 1;
    return this.content.lastId;
  }

  /** Resolves when everything changed before this call is in the file; calls made while a write runs share the next one. */
  save(): Promise<void> {
    this.next ??= this.writing.catch(() => undefined).then(async () => {
      this.next = undefined;
      await (this.writing = this.write());
    });
    return this.next;
  }

  private async write(): Promise<void> {
    const draft = `${this.path}.${process.pid}.new`;
    await writeFile(draft, JSON.stringify(this.content));
    await rename(draft, this.path);
  }
}

function read(path: string): EmulatorState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty();
    throw error;
  }
  const state = JSON.parse(text) as EmulatorState;
  if (state.version !== 1) throw new Error(`${path} was written by another version of the GitHub emulator; delete its folder to start over`);
  return state;
}
