// How what an action changes was before it and is after it, in a few words: one look for each action.
import type { BrakeLog } from '#bus';
import type { ArtifactView, AuditedAction, AuditedState, BrakeRelease, Drain, RunView, WebhookDelivery } from '#contracts';
import type { WebhookRows } from '#read-model';
import type { RunArtifacts } from '../artifacts/run-artifacts';
import type { RunReader } from '../board/run-reader';
import { isId } from '../http/parse-shape';
import type { RunFeedbacks } from '../insight/run-feedbacks';

export interface AuditLooksParts {
  reader: Pick<RunReader, 'find'>;
  artifacts: Pick<RunArtifacts, 'of' | 'find'>;
  feedbacks: Pick<RunFeedbacks, 'of'>;
  webhooks: Pick<WebhookRows, 'find'>;
  said: Pick<BrakeLog, 'draining'>;
}

export interface Looked { id: string; artifactId: string; principal: string; body: unknown }
type Answer = Readonly<Record<string, unknown>> | undefined;
interface Look {
  before?: (parts: AuditLooksParts, about: Looked) => Promise<AuditedState | undefined>;
  after: (answer: Answer, about: Looked) => AuditedState;
  /** Where the answer tells that too. */
  beforeByAnswer?: (answer: Answer) => AuditedState;
}

const run: Look['before'] = async ({ reader }, { id }) => {
  const found = isId(id) ? await reader.find(id) : undefined;
  return found && runState(found);
};
const runState = ({ status, phase, attempt }: Pick<RunView, 'status' | 'phase' | 'attempt'>): AuditedState => ({ status, phase, attempt });
const runAfter = (answer: Answer, { id }: Looked): AuditedState => {
  const after = answer as unknown as RunView;
  return { ...runState(after), ...(after.id === id ? {} : { restartedAs: after.id }) };
};

const pinState = ({ pinned, pin, tombstone }: ArtifactView): AuditedState => ({ pinned, ...(pin ? { by: pin.by } : {}), ...(tombstone ? { removed: true } : {}) });
const pinsState = (artifacts: readonly ArtifactView[]): AuditedState => ({ artifacts: artifacts.length, pinned: artifacts.filter(({ pinned }) => pinned).length });
const artifact: Look = {
  before: async ({ artifacts }, { id, artifactId }) => pinState((await artifacts.find(id, artifactId)).artifact),
  after: (answer) => pinState(answer as unknown as ArtifactView),
};
const artifacts: Look = {
  before: async ({ artifacts: all }, { id }) => pinsState(await all.of(id)),
  after: (answer) => pinsState((answer as { artifacts: ArtifactView[] }).artifacts),
};

const drainState = (draining: Drain | null | undefined): AuditedState => (draining ? { draining: true, by: draining.by } : { draining: false });
const drain: Look = { before: async ({ said }) => drainState(said.draining), after: (answer) => drainState((answer as { draining: Drain | null }).draining) };

const deliveryState = ({ status, attempts }: WebhookDelivery): AuditedState => ({ status, attempts });
const codesOf = (answer: Answer): string => (answer as { released: BrakeRelease[] }).released.map(({ code }) => code).join(' ');

const looks: Readonly<Record<AuditedAction, Look>> = {
  'run.create': { after: (answer) => ({ status: (answer as unknown as RunView).status }) },
  'run.retry': { before: run, after: runAfter },
  'run.cancel': { before: run, after: runAfter },
  'run.feedback': {
    before: async ({ feedbacks }, { id, principal }) => ({ enough: (await feedbacks.of(id)).find((one) => one.principal === principal)?.enough ?? null }),
    after: (_answer, { body }) => ({ enough: (body as { enough: boolean }).enough }),
  },
  'run.pin': artifacts, 'run.unpin': artifacts, 'artifact.pin': artifact, 'artifact.unpin': artifact,
  'brake.release': { beforeByAnswer: (answer) => ({ held: codesOf(answer) }), after: (answer) => ({ released: codesOf(answer) }) },
  'installation.drain': drain, 'installation.undrain': drain,
  'webhook.redeliver': {
    before: async ({ webhooks }, { id }) => {
      const found = isId(id) ? await webhooks.find(id) : undefined;
      return found && deliveryState(found);
    },
    after: (answer) => deliveryState(answer as unknown as WebhookDelivery),
  },
};

export class AuditLooks {
  constructor(private readonly parts: AuditLooksParts) {}

  /** Undefined where there is nothing, or nobody can tell: the action itself will say so. */
  async before(action: AuditedAction, about: Looked): Promise<AuditedState | undefined> {
    return looks[action].before?.(this.parts, about).catch(() => undefined);
  }

  /** Of an action that was accepted, by its answer. */
  after(action: AuditedAction, answer: Answer, about: Looked): { before?: AuditedState; after: AuditedState } {
    const { beforeByAnswer, after } = looks[action];
    return { after: after(answer, about), ...(beforeByAnswer ? { before: beforeByAnswer(answer) } : {}) };
  }
}
