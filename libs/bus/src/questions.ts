// Request and reply between services: reads, and what may be forgotten, answered by one of the replicas that hold the credential.
import type { Msg, NatsConnection } from '@nats-io/nats-core';
import type { z } from 'zod';

/** Nobody answered in time: no replica of the service is there, or it is too busy. */
export class NoAnswer extends Error {
  constructor(readonly subject: string, options?: { cause?: unknown }) {
    super(`nobody answered ${subject} in time`, options);
    this.name = 'NoAnswer';
  }
}

export class Questions {
  constructor(private readonly connection: NatsConnection) {}

  /** @throws NoAnswer; ZodError when the answer has another shape */
  async ask<A extends z.ZodType>(subject: string, question: unknown, answer: A, timeoutMilliseconds = 3000): Promise<z.infer<A>> {
    let reply: Msg;
    try {
      reply = await this.connection.request(subject, JSON.stringify(question), { timeout: timeoutMilliseconds });
    } catch (cause) {
      throw new NoAnswer(subject, { cause });
    }
    return answer.parse(reply.json());
  }

  /** Answers questions on a subject, shared with the other replicas in `group`. A question of another shape gets no answer. */
  answer<Q extends z.ZodType>(subject: string, group: string, question: Q, reply: (question: z.infer<Q>) => Promise<unknown>): { stop(): void } {
    const subscription = this.connection.subscribe(subject, {
      queue: group,
      callback: (error, message) => {
        if (error) return;
        void this.respond(message, question, reply);
      },
    });
    return { stop: () => subscription.unsubscribe() };
  }

  private async respond<Q extends z.ZodType>(message: Msg, question: Q, reply: (question: z.infer<Q>) => Promise<unknown>): Promise<void> {
    try {
      const parsed = question.parse(message.json());
      message.respond(JSON.stringify(await reply(parsed)));
    } catch {
      // No answer is an answer: the asker times out and says so.
    }
  }
}
