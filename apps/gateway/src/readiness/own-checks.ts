// What the gateway itself needs: the bus, the rows, room in the stream and for artifacts, and a projection that keeps up.
import type { ArtifactStore } from '#artifacts';
import type { RunLog } from '#bus';
import type { Check, Finding } from '#platform';
import { ReadModelUnavailable, type ReadModel } from '#read-model';
import type { RunBoard } from '../board/run-board';
import { notStoredRemediation } from '../problems/api-problem';
import { fullAt } from './admission';
import type { StorageWatch } from './storage-watch';
import type { StreamWatch } from './stream-watch';

export interface OwnCheckParts { log: RunLog; rows: Pick<ReadModel, 'cursor'>; board: Pick<RunBoard, 'rowsLagSeconds'>; stream: Pick<StreamWatch, 'look' | 'fullness'>; storage: Pick<StorageWatch, 'look' | 'failingSince'>; artifacts: Pick<ArtifactStore, 'room' | 'upkeep'> }

/** Only without NATS the gateway can do nothing. */
export function ownChecks({ log, rows, board, stream, storage, artifacts }: OwnCheckParts): Check[] {
  const check = (name: string, blocking: boolean, look: Check['check']): Check => ({ name, blocking, stages: [], ttlMs: 2000, timeLimitMs: 3000, check: look });
  return [
    check('NATS', true, () => found('bus.unavailable', 'Check that NATS runs, that NATS_URL is right, and that its certificate is valid where it has one; the gateway connects again by itself.', async () => {
      const { lastSequence } = await log.state();
      return `the stream RUN ends at ${lastSequence}`;
    })),
    check('PostgreSQL', false, () => found('read_model.unavailable', 'Check that PostgreSQL runs, that DATABASE_URL is right and that the projection has started once. Lists answer 503 meanwhile; everything else works.', async () => (
      `the rows reach ${await rows.cursor()}`))),
    check('room in the stream', false, async () => {
      await stream.look();
      const detail = `the stream RUN is ${Math.round(stream.fullness * 100)} % full`;
      if (stream.fullness < fullAt) return { ok: true, detail };
      return { ok: false, code: 'stream.full', detail, remediation: 'New runs are refused. Raise SPECLINE_RUN_MAX_BYTES and give the disk of NATS room, or shorten SPECLINE_RUN_RETENTION_DAYS.' };
    }),
    check('storing of facts', false, async () => {
      await storage.look();
      const since = storage.failingSince;
      if (!since) return { ok: true, detail: 'NATS has stored what it was given' };
      return { ok: false, code: 'bus.not_stored', detail: `NATS answers, but since ${since.toISOString()} it has stored nothing that it was given`, remediation: notStoredRemediation };
    }),
    check('room for artifacts', false, () => roomForArtifacts(artifacts)),
    check('projection', false, async () => {
      const seconds = Math.round(board.rowsLagSeconds(new Date()));
      const detail = seconds === 0 ? 'the rows are up to date' : `the rows are ${seconds} s behind`;
      if (seconds <= longestLagSeconds) return { ok: true, detail };
      return { ok: false, code: 'projection.behind', detail, remediation: 'See that a replica of the projection runs and reaches PostgreSQL. Runs go on; lists are old.' };
    }),
  ];
}

async function roomForArtifacts(artifacts: Pick<ArtifactStore, 'room' | 'upkeep'>): Promise<Finding> {
  const { freeBytes, totalBytes } = await artifacts.room();
  const detail = `${Math.floor(freeBytes / gibibyte * 10) / 10} of ${Math.round(totalBytes / gibibyte)} GiB are free`;
  const details = { freeBytes, totalBytes };
  if (freeBytes >= leastRoom) return { ok: true, detail, details };
  return { ok: false, code: 'artifacts.disk_full', detail, details, remediation: `${artifacts.upkeep.full} Stages fail when they cannot keep what they make.` };
}

const gibibyte = 1024 ** 3;
const leastRoom = gibibyte;
const longestLagSeconds = 30;

async function found(code: string, remediation: string, look: () => Promise<string>) {
  try {
    return { ok: true, detail: await look() };
  } catch (error) {
    if (error instanceof ReadModelUnavailable && error.code !== code) return { ok: false, code: error.code, detail: error.message, remediation: error.remediation };
    return { ok: false, code, detail: error instanceof Error ? error.message : String(error), remediation };
  }
}
