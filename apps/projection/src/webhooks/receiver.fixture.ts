// A receiver of webhooks for tests: keeps what it gets and answers as it is told.
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { webhookPayloadSchema, type WebhookPayload } from '#contracts';

export interface Received { id: string; path: string; headers: IncomingHttpHeaders; body: string; payload: WebhookPayload }

export class Receiver {
  readonly received: Received[] = [];
  /** Answers; 204 unless told. */
  answer: RequestListener = (_request, response) => { response.writeHead(204).end(); };
  private readonly server = createServer((request, response) => {
    void text(request).then((body) => {
      this.received.push({ id: String(request.headers['webhook-id']), path: request.url ?? '', headers: request.headers, body, payload: JSON.parse(body) as WebhookPayload });
      this.answer(request, response);
    });
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => { receiver.server.listen(0, '127.0.0.1', resolve); });
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  refuse(status: number): void {
    this.answer = (_request, response) => { response.writeHead(status).end(); };
  }

  /** What a receiver does with a message: signature first, then the shape. @throws when either is wrong */
  static verified({ headers, body }: Received, secret: string): WebhookPayload {
    return webhookPayloadSchema.parse(new Webhook(secret).verify(body, headers as Record<string, string>));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}

export const secretOf = (seed: number): string => `whsec_${Buffer.alloc(32, seed).toString('base64')}`;
