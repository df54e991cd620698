// The streams as data, and the one way to bring a server to that shape.
import { DiscardPolicy, RetentionPolicy, StorageType, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { auditStream, auditSubjects, brakeStream, brakeSubjects, liveStream, liveSubjects, runStream, runSubjects } from '#contracts';

export const deadLetterStream = 'DLQ';
export const deadLetterSubject = 'dlq.run';

const day = 24 * 60 * 60 * 1000;
const mebibyte = 1024 * 1024;

export interface StreamSettings { runRetentionDays: number; runMaxBytes: number; auditRetentionDays: number; auditMaxBytes: number; replicas: number }
export const defaultStreamSettings: StreamSettings = { runRetentionDays: 180, runMaxBytes: 8 * 1024 * mebibyte, auditRetentionDays: 365, auditMaxBytes: 512 * mebibyte, replicas: 1 };

type StreamShape = Partial<StreamConfig> & { name: string; subjects: string[] };

/** Facts stay until they age out, since a retry replays them; a full stream refuses instead of forgetting. */
const run: StreamShape = {
  name: runStream, subjects: [runSubjects], storage: StorageType.File, retention: RetentionPolicy.Limits, discard: DiscardPolicy.New,
  max_msg_size: 256 * 1024, allow_direct: true, deny_delete: true, deny_purge: true,
};
const live: StreamShape = {
  name: liveStream, subjects: [liveSubjects], storage: StorageType.Memory, discard: DiscardPolicy.Old,
  max_age: nanos(60 * 60 * 1000), max_bytes: 64 * mebibyte, max_msg_size: 16 * 1024, no_ack: true,
};
const dlq: StreamShape = {
  name: deadLetterStream, subjects: ['dlq.>'], storage: StorageType.File, discard: DiscardPolicy.Old,
  max_age: nanos(30 * day), max_bytes: 256 * mebibyte,
};

/** What operators said of brakes stays; of each brake the last few times. */
const brakes: StreamShape = {
  name: brakeStream, subjects: [brakeSubjects], storage: StorageType.File, discard: DiscardPolicy.Old,
  max_msgs_per_subject: 8, max_bytes: 64 * mebibyte, max_msg_size: 16 * 1024, allow_direct: true,
};

/** Nobody takes an entry out; a full stream forgets the oldest, since refusing would let nobody act any more. A request that is repeated is one entry for as long as the window is. */
const audit: StreamShape = {
  name: auditStream, subjects: [auditSubjects], storage: StorageType.File, retention: RetentionPolicy.Limits, discard: DiscardPolicy.Old,
  duplicate_window: nanos(60 * 60 * 1000), max_msg_size: 64 * 1024, allow_direct: true, deny_delete: true, deny_purge: true,
};

export const streams = { RUN: run, LIVE: live, DLQ: dlq, BRAKES: brakes, AUDIT: audit };

/** Makes the streams, or brings existing ones to this shape. Idempotent; safe when several services do it at once. */
export async function ensureStreams(manager: JetStreamManager, settings: StreamSettings = defaultStreamSettings): Promise<void> {
  await ensureStream(manager, { ...run, num_replicas: settings.replicas, max_age: nanos(settings.runRetentionDays * day), max_bytes: settings.runMaxBytes });
  await ensureStream(manager, live);
  await ensureStream(manager, { ...dlq, num_replicas: settings.replicas });
  await ensureStream(manager, { ...brakes, num_replicas: settings.replicas });
  await ensureStream(manager, { ...audit, num_replicas: settings.replicas, max_age: nanos(settings.auditRetentionDays * day), max_bytes: settings.auditMaxBytes });
}

export async function ensureStream(manager: JetStreamManager, shape: StreamShape): Promise<void> {
  try {
    await manager.streams.add(shape);
  } catch (cause) {
    // It exists in another shape: bring it to this one, unless this user may not, as no service may change RUN.
    await manager.streams.update(shape.name, shape).catch(async () => {
      await manager.streams.info(shape.name).catch(() => { throw cause; });
    });
  }
}
