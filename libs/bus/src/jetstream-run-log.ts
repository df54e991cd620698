// The run log on JetStream: every append is a compare-and-swap on the lane, through this one function.
import { DeliverPolicy, JetStreamApiError, jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { headers as natsHeaders, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import type { Fact, StoredFact } from '#contracts';
import { laneFilter, runFilter, runStream, stageOfLaneFilter, subjectOf } from '#contracts';
import { decodeFact, encodeFact } from './fact-codec';
import { followStream } from './follow-stream';
import { AppendUnclear, LaneMoved, RunLog, StreamFull, type AppendOptions, type FollowOptions, type Following, type StreamState } from './run-log';

/** Refusals of the expectation: a single server says the first, a cluster either. */
const expectationCodes = new Set([10071, 10164]);
const fullCodes = new Set([10077, 10047, 10023]);
const publishTimeout = 5000;

interface Message { seq: number; data: Uint8Array }

export class JetStreamRunLog extends RunLog {
  private constructor(private readonly connection: NatsConnection, private readonly client: JetStreamClient, private readonly manager: JetStreamManager) {
    super();
  }

  static async on(connection: NatsConnection): Promise<JetStreamRunLog> {
    return new JetStreamRunLog(connection, jetstream(connection, { timeout: publishTimeout }), await jetstreamManager(connection, { timeout: publishTimeout, checkAPI: false }));
  }

  async append(fact: Fact, { expectedSequence, headers }: AppendOptions): Promise<number> {
    try {
      const acknowledgement = await this.client.publish(subjectOf(fact), encodeFact(fact), {
        timeout: publishTimeout,
        expect: { lastSubjectSequence: expectedSequence, lastSubjectSequenceSubject: laneFilter(fact.lane) },
        ...(headers ? { headers: toHeaders(headers) } : {}),
      });
      return acknowledgement.seq;
    } catch (cause) {
      throw appendError(fact.lane, expectedSequence, cause);
    }
  }

  async lastOfLane(lane: string, { fresh = false }: { fresh?: boolean } = {}): Promise<StoredFact | undefined> {
    const query = { last_by_subj: laneFilter(lane) };
    return toStored(fresh ? await this.manager.streams.getMessage(runStream, query) : await this.manager.direct.getMessage(runStream, query));
  }

  async laterInLane(lane: string, sequence: number): Promise<StoredFact | undefined> {
    const message = await this.manager.direct.getMessage(runStream, { last_by_subj: laneFilter(lane) });
    return message && message.seq > sequence ? toStored(message) : undefined;
  }

  async lastOfRun(runId: string): Promise<StoredFact | undefined> {
    return toStored(await this.manager.streams.getMessage(runStream, { last_by_subj: runFilter(runId) }));
  }

  async at(sequence: number): Promise<StoredFact | undefined> {
    return toStored(await this.manager.direct.getMessage(runStream, { seq: sequence }));
  }

  async factsOfRun(runId: string): Promise<StoredFact[]> {
    return this.matching(runFilter(runId));
  }

  async factsOfStage(lane: string, stage: string): Promise<StoredFact[]> {
    return this.matching(stageOfLaneFilter(lane, stage));
  }

  private async matching(filter: string): Promise<StoredFact[]> {
    const facts: StoredFact[] = [];
    let seq = 1;
    for (;;) {
      const before = facts.length;
      try {
        const batch = await this.manager.direct.getBatch(runStream, { seq, batch: 256, next_by_subj: filter });
        for await (const message of batch) facts.push({ sequence: message.seq, fact: decodeFact(message.data) });
      } catch (cause) {
        if (!isNotFound(cause)) throw cause;
      }
      if (facts.length - before < 256) return facts;
      seq = (facts.at(-1)?.sequence ?? 0) + 1;
    }
  }

  async follow({ fromSequence, runId }: FollowOptions, onFact: (stored: StoredFact) => void | Promise<void>, onUnreadable?: (sequence: number, cause: unknown) => void): Promise<Following> {
    const open = (sequence: number) => this.client.consumers.get(runStream, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: Math.max(1, sequence),
      ...(runId ? { filter_subjects: [runFilter(runId)] } : {}),
    });
    return followStream(this.connection, open, fromSequence, async (message) => {
      let fact: Fact;
      try {
        fact = decodeFact(message.data);
      } catch (cause) {
        onUnreadable?.(message.seq, cause);
        return;
      }
      await onFact({ sequence: message.seq, fact });
    });
  }

  async state(): Promise<StreamState> {
    const { state, config } = await this.manager.streams.info(runStream);
    const maxBytes = Math.max(0, config.max_bytes);
    return { lastSequence: state.last_seq, firstSequence: state.first_seq, bytes: state.bytes, maxBytes, fullness: maxBytes > 0 ? state.bytes / maxBytes : 0 };
  }
}

function toStored(message: Message | null): StoredFact | undefined {
  return message ? { sequence: message.seq, fact: decodeFact(message.data) } : undefined;
}

function toHeaders(values: Record<string, string>): MsgHdrs {
  const result = natsHeaders();
  for (const [name, value] of Object.entries(values)) result.set(name, value);
  return result;
}

function appendError(lane: string, expectedSequence: number, cause: unknown): Error {
  if (cause instanceof JetStreamApiError) {
    if (expectationCodes.has(cause.code)) return new LaneMoved(lane, expectedSequence, { cause });
    if (fullCodes.has(cause.code)) return new StreamFull({ cause });
  }
  return new AppendUnclear({ cause });
}

function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && /not found|404/i.test(cause.message);
}
