// News on the memory stream LIVE: may be lost, never waited for, made again when the server forgot the stream.
import { jetstream, jetstreamManager, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { News } from '#contracts';
import { liveStream, liveSubjects, newsSchema, newsSubject } from '#contracts';
import { ensureStream, streams } from './streams';
import { watchReconnects } from './reconnects';
import type { Following } from './run-log';

const encoder = new TextEncoder();

export class NewsBoard {
  constructor(private readonly connection: NatsConnection) {}

  /** Fire and forget: news that does not arrive is no loss. */
  tell(news: News): void {
    if (this.connection.isClosed()) return;
    this.connection.publish(newsSubject(news), encoder.encode(JSON.stringify(news)));
  }

  /** Hands on the news still kept and all that comes, over reconnects and restarts of the server. `kind` narrows to one subject pattern. */
  async follow(onNews: (news: News) => void, filter: string = liveSubjects): Promise<Following> {
    const manager = await jetstreamManager(this.connection);
    let current: { stop(): void } | undefined = await this.open(manager, onNews, filter);
    const reconnects = watchReconnects(this.connection, () => {
      current?.stop();
      void this.open(manager, onNews, filter).then((opened) => { current = opened; }, () => { current = undefined; });
    });
    return { stop: async () => { reconnects.stop(); current?.stop(); } };
  }

  private async open(manager: JetStreamManager, onNews: (news: News) => void, filter: string): Promise<{ stop(): void }> {
    await ensureStream(manager, streams.LIVE);
    const consumer = await jetstream(this.connection).consumers.get(liveStream, { filter_subjects: [filter], deliver_policy: DeliverPolicy.All });
    const messages = await consumer.consume({
      max_messages: 500,
      callback: (message) => {
        const parsed = newsSchema.safeParse(safeJson(message.data));
        if (parsed.success) onNews(parsed.data);
      },
    });
    return { stop: () => messages.stop() };
  }
}

function safeJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}
