// The audit log on JetStream: entries are added and read, newest first, and nobody can take one out.
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { auditEntrySchema, auditFilterOf, auditStream, auditSubjectOf, type AuditEntry, type ListAudit } from '#contracts';

const storeTimeout = 5000;
/** Messages asked for at once. */
const batch = 256;

export interface AuditQuestion extends Omit<ListAudit, 'outcome' | 'since' | 'until' | 'cursor'> {
  /** Only what is before this sequence. */
  before?: number | undefined;
  /** Milliseconds since 1970, from which on. */
  since?: number | undefined;
  until?: number | undefined;
  isMeant: (entry: AuditEntry) => boolean;
}

/** `next` is the sequence before which to go on; undefined when nothing older can match. */
export interface AuditFinds { entries: AuditEntry[]; next: number | undefined }

interface Found { sequence: number; entry: AuditEntry }

export class AuditLog {
  private constructor(private readonly client: JetStreamClient, private readonly manager: JetStreamManager, private readonly mostRead: number) {}

  /** @param mostRead messages that one question may read before it is answered with what was found */
  static async on(connection: NatsConnection, mostRead = 20_000): Promise<AuditLog> {
    return new AuditLog(jetstream(connection, { timeout: storeTimeout }), await jetstreamManager(connection, { timeout: storeTimeout, checkAPI: false }), mostRead);
  }

  /** Once it returns it is stored. The same `messageId` within the hour is the same entry. @throws when the stream does not confirm it */
  async add(entry: AuditEntry, messageId: string): Promise<void> {
    await this.client.publish(auditSubjectOf(entry), JSON.stringify(entry), { timeout: storeTimeout, msgID: messageId });
  }

  /**
   * JetStream reads forwards only: windows of sequences are read from the end, wider and wider while they hold little, which costs the server little.
   * @throws when NATS does not answer
   */
  async find(question: AuditQuestion): Promise<AuditFinds> {
    const found: Found[] = [];
    const { first, end } = await this.range(question);
    let [high, width, read] = [end, batch, 0];
    while (high > first) {
      const low = Math.max(first, high - width);
      const window = await this.window(question, low, high);
      // Too much for once: the newest part of it first.
      if (!window) { width = Math.max(batch, Math.floor(width / 16)); continue; }
      found.push(...window.filter(({ entry }) => isWithin(entry, question) && question.isMeant(entry)).reverse());
      if (found.length > question.limit) return { entries: entriesOf(found, question.limit), next: found[question.limit - 1]?.sequence };
      high = low;
      read += window.length;
      if (read >= this.mostRead || isOlder(window[0]?.entry, question)) break;
      if (window.length < batch) width *= 4;
    }
    const isDone = high <= first || read < this.mostRead;
    return { entries: entriesOf(found, question.limit), next: isDone ? undefined : high };
  }

  /** From the oldest to behind the newest that the question may be about. */
  private async range({ before, until }: AuditQuestion): Promise<{ first: number; end: number }> {
    const { state } = await this.manager.streams.info(auditStream);
    const end = Math.min(before ?? Infinity, state.last_seq + 1);
    const later = until === undefined ? undefined : await this.firstSince(until);
    return { first: state.first_seq, end: Math.min(end, later ?? Infinity) };
  }

  /** By the time of storing, which is never before the entry's own: entries in between are looked at by theirs. */
  private async firstSince(milliseconds: number): Promise<number | undefined> {
    const messages = await this.read({ start_time: new Date(milliseconds + storeTimeout * 2), batch: 1 });
    return messages[0]?.seq;
  }

  /** Undefined when there is too much in it. */
  private async window(question: AuditQuestion, low: number, high: number): Promise<Found[] | undefined> {
    const filter = auditFilterOf(question);
    const found: Found[] = [];
    let seq = low;
    for (;;) {
      const messages = await this.read({ seq, batch, next_by_subj: filter });
      for (const { seq: sequence, data } of messages) if (sequence < high) found.push(...entryOf(sequence, data));
      const last = messages.at(-1)?.seq;
      if (last === undefined || last >= high - 1 || messages.length < batch) return found;
      if (found.length > batch * 8 && high - low > batch * 8) return undefined;
      seq = last + 1;
    }
  }

  private async read(options: Parameters<JetStreamManager['direct']['getBatch']>[1]): Promise<StoredMsg[]> {
    const messages: StoredMsg[] = [];
    try {
      for await (const message of await this.manager.direct.getBatch(auditStream, options)) messages.push(message);
    } catch (cause) {
      if (!(cause instanceof Error && /not found|404/i.test(cause.message))) throw cause;
    }
    return messages;
  }
}

const entriesOf = (found: readonly Found[], limit: number): AuditEntry[] => found.slice(0, limit).map(({ entry }) => entry);

function isWithin({ at }: AuditEntry, { since, until }: AuditQuestion): boolean {
  const moment = Date.parse(at);
  return (since === undefined || moment >= since) && (until === undefined || moment < until);
}

/** Gateways' clocks differ a little, and an entry is stored a moment after it was made. */
function isOlder(entry: AuditEntry | undefined, { since }: AuditQuestion): boolean {
  return entry !== undefined && since !== undefined && Date.parse(entry.at) < since - 60_000;
}

/** None for what nobody here can read: a newer version may say it otherwise. */
function entryOf(sequence: number, data: Uint8Array): Found[] {
  try {
    return [{ sequence, entry: auditEntrySchema.parse(JSON.parse(new TextDecoder().decode(data))) }];
  } catch {
    return [];
  }
}
