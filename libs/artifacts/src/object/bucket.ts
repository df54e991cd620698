// The bucket that holds artifacts, in the few operations that the store is made of. What passes is waited for; what is stored is stored once.
import { setTimeout as pause } from 'node:timers/promises';
import { JetStreamApiError, StorageType, jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager, type StreamInfo } from '@nats-io/jetstream';
import { headers as natsHeaders, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import { Objm, type ObjectInfo } from '@nats-io/obj';
import { artifactBucket, artifactStream, descriptionSubject } from './object-names';

export interface BucketOptions {
  maxBytes: number;
  replicas: number;
  /** How long a bucket that does not answer is waited for; less than the two minutes in which the server recognises what it is sent twice. */
  patienceMilliseconds?: number;
}

/** Bytes of an artifact: `offset` is where they begin in it, `end` where those after them begin. */
export interface Piece { sequence: number; offset: number; end: number; data: Uint8Array; messageId: string | undefined; storedAt: Date }

export interface PublishOptions {
  /** The same for the same message, however often it is sent. */
  messageId: string;
  offset?: number;
  /** The sequence of the last message on the subject; 0 for none. */
  expectedSequence?: number;
  /** What is on the subject goes. */
  replaces?: boolean;
}

/** Somebody else was on the subject; nothing was stored. */
export class SubjectMoved extends Error {}

const requestTimeout = 5000;
const expectationCodes = new Set([10071, 10164]);
const fullCodes = new Set([10077, 10047, 10023]);
const noSuchStream = 10059;
const offsetHeader = 'Specline-Offset';
/** Bytes asked for at a time by whoever reads. */
const readAhead = 1024 * 1024;

export class Bucket {
  private making: Promise<void> | undefined;

  private constructor(private readonly connection: NatsConnection, private readonly client: JetStreamClient, private readonly manager: JetStreamManager, private readonly options: BucketOptions) {}

  static async on(connection: NatsConnection, options: BucketOptions): Promise<Bucket> {
    const client = jetstream(connection, { timeout: requestTimeout });
    return new Bucket(connection, client, await jetstreamManager(connection, { timeout: requestTimeout, checkAPI: false }), options);
  }

  /** Bytes in one message. */
  get pieceSize(): number {
    return Math.min(128 * 1024, (this.connection.info?.max_payload ?? 1024 * 1024) - 4096);
  }

  /** Makes the bucket, or brings it to its shape if this user may. Idempotent; safe when several services do it at once. */
  async ensure(): Promise<void> {
    this.making ??= this.make().catch((error: unknown) => {
      this.making = undefined;
      throw error;
    });
    return this.making;
  }

  private async make(): Promise<void> {
    const shape = { num_replicas: this.options.replicas, max_bytes: this.options.maxBytes };
    const { num_replicas: replicas, max_bytes } = shape;
    await new Objm(this.client).create(artifactBucket, { description: 'Artifacts of runs', storage: StorageType.File, replicas, max_bytes });
    const { config } = await this.manager.streams.info(artifactStream);
    if (config.num_replicas !== replicas || config.max_bytes !== max_bytes) await this.manager.streams.update(artifactStream, shape).catch(() => undefined);
  }

  /** Stores a message exactly once. @returns its sequence @throws SubjectMoved when another one than expected was the last */
  async publish(subject: string, data: Uint8Array | string, { messageId, offset, expectedSequence, replaces = false }: PublishOptions): Promise<number> {
    await this.ensure();
    const expect = expectedSequence === undefined ? {} : { expect: { lastSubjectSequence: expectedSequence } };
    const headers = headersOf({ ...(offset === undefined ? {} : { [offsetHeader]: String(offset) }), ...(replaces ? { 'Nats-Rollup': 'sub' } : {}) });
    return this.patiently(async () => (await this.client.publish(subject, data, { msgID: messageId, timeout: requestTimeout, headers, ...expect })).seq);
  }

  /** The last piece on a subject, asked of the leader. */
  async last(subject: string): Promise<Piece | undefined> {
    const message = await this.asked(() => this.manager.streams.getMessage(artifactStream, { last_by_subj: subject }), null);
    return message ? pieceOf(message) : undefined;
  }

  /** The first piece on the subject at or after a sequence; a replica that lags may not have it yet. */
  async next(subject: string, sequence: number): Promise<Piece | undefined> {
    const message = await this.asked(() => this.manager.direct.getMessage(artifactStream, { seq: sequence, next_by_subj: subject }), null);
    return message ? pieceOf(message) : undefined;
  }

  /** Some of the pieces on the subject from a sequence on, in order; none when there are none, or a replica lags. */
  async* some(subject: string, sequence: number): AsyncGenerator<Piece> {
    const batch = await this.manager.direct.getBatch(artifactStream, { seq: sequence, next_by_subj: subject, batch: 1000, max_bytes: readAhead });
    const messages = batch[Symbol.asyncIterator]();
    try {
      for (;;) {
        const message = await within(requestTimeout, messages.next());
        if (message.done) return;
        yield pieceOf(message.value);
      }
    } catch (error) {
      if (!isNothing(error)) throw error;
    } finally {
      batch.stop();
    }
  }

  /** What describes the object at a path. */
  async describe(path: string): Promise<ObjectInfo | undefined> {
    const message = await this.asked(() => this.manager.streams.getMessage(artifactStream, { last_by_subj: descriptionSubject(path) }), null);
    const info = message?.json<ObjectInfo>();
    return info?.deleted ? undefined : info;
  }

  /** The subjects that match, and have messages. */
  async subjects(filter: string): Promise<string[]> {
    const info = await this.asked<StreamInfo | undefined>(() => this.manager.streams.info(artifactStream, { subjects_filter: filter }), undefined);
    return Object.keys(info?.state.subjects ?? {});
  }

  async purge(filter: string): Promise<void> {
    await this.asked<unknown>(() => this.manager.streams.purge(artifactStream, { filter }), undefined);
  }

  async state(): Promise<{ bytes: number; maxBytes: number }> {
    await this.ensure();
    const { state, config } = await this.manager.streams.info(artifactStream);
    return { bytes: state.bytes, maxBytes: config.max_bytes };
  }

  /** Without the bucket there is nothing in it. */
  private async asked<T>(ask: () => Promise<T>, nothing: T): Promise<T> {
    return this.patiently(ask).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === noSuchStream) return nothing;
      throw error;
    });
  }

  private async patiently<T>(act: () => Promise<T>): Promise<T> {
    const end = Date.now() + (this.options.patienceMilliseconds ?? 60_000);
    for (let wait = 50; ; wait = Math.min(2000, wait * 2)) {
      try {
        return await act();
      } catch (cause) {
        if (isFinal(cause) || Date.now() + wait > end) throw toError(cause);
      }
      await pause(wait);
    }
  }
}

/** Of a refusal, and of a connection that was closed for good. Everything else may be different in a moment: no leader, no answer, no server. */
function isFinal(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status !== 503 || expectationCodes.has(error.code) || fullCodes.has(error.code);
  return error instanceof Error && /closed|draining|permissions? violation/i.test(`${error.name} ${error.message}`);
}

function toError(cause: unknown): unknown {
  if (!(cause instanceof JetStreamApiError)) return cause;
  if (expectationCodes.has(cause.code)) return new SubjectMoved('another message is the last on the subject', { cause });
  if (fullCodes.has(cause.code)) return new Error(`the bucket ${artifactBucket} is full`, { cause });
  return cause;
}

function pieceOf({ seq, data, header, time }: { seq: number; data: Uint8Array; header: MsgHdrs | undefined; time: Date }): Piece {
  const offset = Number(header?.get(offsetHeader) ?? 0);
  return { sequence: seq, offset, end: offset + data.byteLength, data, messageId: header?.get('Nats-Msg-Id'), storedAt: time };
}

function headersOf(values: Record<string, string>): MsgHdrs {
  const result = natsHeaders();
  for (const [name, value] of Object.entries(values)) result.set(name, value);
  return result;
}

function isNothing(error: unknown): boolean {
  return error instanceof Error && /not found|no results|404/i.test(error.message);
}

/** An answer that breaks off is not told by the client. */
async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error('the message bus did not answer in time')), milliseconds); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
