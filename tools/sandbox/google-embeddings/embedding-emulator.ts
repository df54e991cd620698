// The one call of the Gemini API that Specline makes, on loopback and strict: what the real service would refuse or only put up with is refused.
import { setTimeout as pause } from 'node:timers/promises';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { estimatedTokens } from '#domain';
import { wordVector } from './word-vector';

/** Of the model gemini-embedding-001, in tokens of one text. */
const longestText = 2048;
/** Refused by the real service with these words. */
const mostInBatch = 100;
const model = 'gemini-embedding-001';

const requestSchema = z.strictObject({
  model: z.literal(`models/${model}`),
  content: z.strictObject({ role: z.literal('user').optional(), parts: z.tuple([z.strictObject({ text: z.string().min(1) })]) }),
  taskType: z.enum(['RETRIEVAL_DOCUMENT', 'RETRIEVAL_QUERY']),
  outputDimensionality: z.int().min(128).max(3072).default(3072),
});
const batchSchema = z.strictObject({ requests: z.array(z.unknown()).min(1) });

/** As Google writes errors. */
interface ApiFailure { code: number; status: string; message: string; details?: unknown[] }
type Refusal = 'unauthorized' | 'invalid' | 'quota' | 'fault' | 'unknown';
export type EmbeddingFault = { kind: 'status'; status: number } | { kind: 'hang' } | { kind: 'drop' } | { kind: 'delay'; ms: number } | { kind: 'redirect'; to: string } | { kind: 'answer'; body: unknown };

export class EmbeddingEmulator {
  /** The faults of the next calls, in their order. */
  readonly faults: EmbeddingFault[] = [];
  /** How many texts are still taken; each text of a batch counts, as it does there. */
  quota = Infinity;
  calls = 0;
  readonly refusals: Refusal[] = [];
  /** Every text that was embedded, in order. */
  readonly texts: string[] = [];
  private readonly application = Fastify({ logger: false, forceCloseConnections: true });

  private constructor(private readonly key: string) {
    this.application.all('/*', (request, reply) => this.answer(request, reply));
  }

  static async start({ key }: { key: string }): Promise<EmbeddingEmulator> {
    const emulator = new EmbeddingEmulator(key);
    await emulator.application.listen({ host: '127.0.0.1', port: 0 });
    return emulator;
  }

  get url(): string {
    const address = this.application.server.address();
    if (!address || typeof address === 'string') throw new Error('the emulator does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    await this.application.close();
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    this.calls += 1;
    const fault = this.faults.shift();
    if (fault) return this.fail(fault, request, reply);
    return this.unauthorized(request, reply) ?? this.unknown(request, reply) ?? this.embed(request.body, reply);
  }

  private async fail(fault: EmbeddingFault, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    if (fault.kind === 'answer') return fault.body;
    if (fault.kind === 'redirect') return reply.redirect(fault.to, 307);
    if (fault.kind === 'status') return this.refuse(reply, 'fault', { code: fault.status, status: 'UNAVAILABLE', message: 'The service is currently unavailable.' });
    if (fault.kind === 'delay') {
      await pause(fault.ms);
      return this.embed(request.body, reply);
    }
    if (fault.kind === 'drop') request.raw.socket.destroy();
    return new Promise(() => undefined);
  }

  private unauthorized({ url, headers }: FastifyRequest, reply: FastifyReply): unknown {
    if (url.includes('?')) return this.refuse(reply, 'unauthorized', { code: 400, status: 'INVALID_ARGUMENT', message: 'Nothing belongs in the address: a key there is written into logs.' });
    const key = headers['x-goog-api-key'];
    if (key === undefined) return this.refuse(reply, 'unauthorized', { code: 403, status: 'PERMISSION_DENIED', message: "Method doesn't allow unregistered callers (callers without established identity)." });
    if (key !== this.key) return this.refuse(reply, 'unauthorized', { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' }] });
    return undefined;
  }

  private unknown({ method, url }: FastifyRequest, reply: FastifyReply): unknown {
    if (method === 'POST' && url === `/v1beta/models/${model}:batchEmbedContents`) return undefined;
    return this.refuse(reply, 'unknown', { code: 404, status: 'NOT_FOUND', message: `${method} ${url} is not found for API version v1beta, or is not supported for batchEmbedContents.` });
  }

  private embed(body: unknown, reply: FastifyReply): unknown {
    const { data: batch } = batchSchema.safeParse(body);
    if (!batch) return this.refuse(reply, 'invalid', { code: 400, status: 'INVALID_ARGUMENT', message: 'Invalid JSON payload received.' });
    if (batch.requests.length > mostInBatch) return this.refuse(reply, 'invalid', { code: 400, status: 'INVALID_ARGUMENT', message: `* BatchEmbedContentsRequest.requests: at most ${mostInBatch} requests can be in one batch\n` });
    const { data: requests, error } = z.array(requestSchema).safeParse(batch.requests);
    if (!requests) return this.refuse(reply, 'invalid', { code: 400, status: 'INVALID_ARGUMENT', message: error.message });
    const texts = requests.map(({ content }) => content.parts[0].text);
    if (texts.some((text) => estimatedTokens(text) > longestText)) return this.refuse(reply, 'invalid', { code: 400, status: 'INVALID_ARGUMENT', message: `The input token count exceeds the maximum number of tokens allowed ${longestText}.` });
    if (texts.length > this.quota) return this.refuse(reply, 'quota', { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota.', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }] });
    this.quota -= texts.length;
    this.texts.push(...texts);
    return { embeddings: requests.map(({ outputDimensionality }, index) => ({ values: wordVector(texts[index] ?? '', outputDimensionality) })) };
  }

  private refuse(reply: FastifyReply, refusal: Refusal, error: ApiFailure): unknown {
    this.refusals.push(refusal);
    return reply.code(error.code).send({ error: { details: [], ...error } });
  }
}
