// What tests and the sandbox may do to the emulated GitHub, each operation one name and one checked request.
import { z } from 'zod';
import { fault } from './faults';

const repository = z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/, 'must be owner/name');
const role = z.enum(['read', 'write', 'admin']);
const right = z.enum(['read', 'write']);
const permissions = z.strictObject({ metadata: right, contents: right, pull_requests: right, issues: right, workflows: right }).partial();
const person = z.strictObject({ name: z.string().min(1), email: z.string().min(3), at: z.iso.datetime().optional() });
const numbered = z.strictObject({ repository, number: z.int().positive(), login: z.string().default('reviewer') });
const onRepository = z.strictObject({ repository });
const nothing = z.strictObject({});

const identity = { value: z.string().min(8), login: z.string().min(1), expiresAt: z.iso.datetime().optional() };
const selected = { ...identity, repositories: z.record(repository, permissions) };
export const token = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('classic'), ...identity, scopes: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('fine-grained'), ...selected }),
  z.strictObject({ kind: z.literal('installation'), ...selected }),
]);

const somebody = { name: 'Sam Reviewer', email: 'sam@example.com' };
const policy = { private: z.boolean(), protectedBranches: z.array(z.string()), collaborators: z.record(z.string(), role) };

/** The request of each operation. */
export const controlRequests = {
  /** From `files` (path → text) or from the folder `directory`; neither makes an empty repository. */
  createRepository: z.strictObject({
    repository, files: z.record(z.string(), z.string()).optional(), directory: z.string().optional(), defaultBranch: z.string().default('main'),
    message: z.string().optional(), author: person.optional(), ...z.strictObject(policy).partial().shape,
  }),
  updateRepository: z.strictObject({ repository, rename: repository, archived: z.boolean(), ...policy }).partial().required({ repository: true }),
  deleteRepository: onRepository,
  repositories: nothing,
  /** A commit by a person, past every protection; a path with null is deleted. Makes the branch, from `from`, when there is none. */
  commit: z.strictObject({ repository, branch: z.string().default('main'), files: z.record(z.string(), z.string().nullable()), message: z.string().default('Change by hand'), author: person.default(somebody), from: z.string().optional() }),
  /** Points a branch at a commit (sha or name), also backwards; makes it when there is none. */
  moveBranch: z.strictObject({ repository, branch: z.string(), to: z.string() }),
  deleteBranch: z.strictObject({ repository, branch: z.string() }),
  branches: onRepository,
  readFile: z.strictObject({ repository, path: z.string(), ref: z.string().optional() }),
  pullRequests: z.strictObject({ repository, state: z.enum(['open', 'closed', 'all']).default('all') }),
  mergePullRequest: numbered,
  closePullRequest: numbered,
  reopenPullRequest: numbered,
  putToken: token,
  putInstallation: z.strictObject({ app: z.int(), installation: z.strictObject({ id: z.int(), account: z.string(), repositories: z.record(repository, permissions), suspended: z.boolean().default(false) }) }),
  removeToken: z.strictObject({ value: z.string() }),
  setRateLimit: z.strictObject({ token: z.string(), remaining: z.int().nonnegative(), resetInSeconds: z.int().positive().default(3600) }),
  addFault: fault,
  faults: nothing,
  clearFaults: nothing,
  effects: nothing,
  clearEffects: nothing,
} as const;

type Requests = typeof controlRequests;
export type OperationName = keyof Requests;
export type OperationRequest<Name extends OperationName> = z.output<Requests[Name]>;

export const operationNames = Object.keys(controlRequests) as OperationName[];
