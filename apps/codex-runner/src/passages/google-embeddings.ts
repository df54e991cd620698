// Asks Google for embeddings by its own client. The key goes into a header, and nowhere else: no redirect is followed with it.
import { setTimeout as pause } from 'node:timers/promises';
import type { GoogleGenAI } from '@google/genai';
import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';
import { z } from 'zod';
import { dimensions, embeddingOf, type Embedding } from './embedding';
import { RankingUnavailable } from './passage-ranking';

export interface GoogleEmbeddingsOptions {
  apiKey: string;
  model: string;
  /** The root of the Gemini API. */
  url: string;
  proxy?: { httpProxy?: string | undefined; httpsProxy?: string | undefined; noProxy?: string | undefined };
  /** Before the second try, in seconds; 1 unless told. It doubles. */
  retrySeconds?: number;
}

/** What a text is for: the model sees a question and what answers it differently. */
export type EmbeddingTask = 'RETRIEVAL_DOCUMENT' | 'RETRIEVAL_QUERY';

/** The service takes no more in one call, and counts each towards the quota. */
export const mostTexts = 100;
const tries = 3;
const callMilliseconds = 10_000;

const answerSchema = z.object({ embeddings: z.array(z.object({ values: z.array(z.number()) })) });

export class GoogleEmbeddings {
  private client: Promise<GoogleGenAI> | undefined;

  constructor(private readonly options: GoogleEmbeddingsOptions) {}

  /** Vectors of different models or lengths are not comparable. @example 'gemini-embedding-001:768' */
  get model(): string {
    return `${this.options.model}:${dimensions}`;
  }

  /** One for each text, in their order; `mostTexts` at most. @throws RankingUnavailable, or the reason of `signal` */
  async embed(texts: readonly string[], task: EmbeddingTask, signal: AbortSignal): Promise<Embedding[]> {
    const answer = await this.call(texts, task, signal);
    const { data } = answerSchema.safeParse(answer);
    const embeddings = data?.embeddings.map(({ values }) => embeddingOf(values)).filter((one) => one !== undefined) ?? [];
    if (embeddings.length !== texts.length) throw new RankingUnavailable('Google answered something else than embeddings', 'Check GOOGLE_EMBEDDING_URL and GOOGLE_EMBEDDING_MODEL.');
    return embeddings;
  }

  /** What passes by itself is tried again soon. The client could do so, but not stop in between. */
  private async call(texts: readonly string[], taskType: EmbeddingTask, signal: AbortSignal): Promise<unknown> {
    this.client ??= this.connect();
    const { models } = await this.client;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        return await models.embedContent({
          model: this.options.model, contents: texts.map((text) => ({ parts: [{ text }] })), config: { taskType, outputDimensionality: dimensions, abortSignal: signal },
        });
      } catch (error) {
        signal.throwIfAborted();
        if (attempt === tries || !passesByItself(error)) throw unavailable(error);
        await pause((this.options.retrySeconds ?? 1) * 1000 * 2 ** (attempt - 1), undefined, { signal });
      }
    }
  }

  /** Loaded when first used: with what it brings along it is larger than the rest of the service. */
  private async connect(): Promise<GoogleGenAI> {
    const { apiKey, url, proxy = {} } = this.options;
    const { GoogleGenAI: Client } = await import('@google/genai');
    const dispatcher = new EnvHttpProxyAgent(definedOnly(proxy));
    const fetch = ((address: string, options: Parameters<typeof undiciFetch>[1]) => undiciFetch(address, { ...options, dispatcher, redirect: 'error' })) as unknown as typeof globalThis.fetch;
    return new Client({ apiKey, vertexai: false, apiVersion: 'v1beta', httpOptions: { baseUrl: url, timeout: callMilliseconds, fetch } });
  }
}

function statusOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : undefined;
}

/** Without a status there was no answer. */
function passesByItself(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

/** Google's own words stay out: what a refusal quotes is not known. */
function unavailable(cause: unknown): RankingUnavailable {
  const status = statusOf(cause);
  const told = (message: string, remediation: string): RankingUnavailable => new RankingUnavailable(message, remediation, { cause });
  const isKey = cause instanceof Error && cause.message.includes('API_KEY_INVALID');
  if (isKey || status === 401 || status === 403) return told(`Google refuses the key (${status})`, 'Set GOOGLE_API_KEY to a valid key of the Gemini API, and restart the runner.');
  if (status === 404) return told('Google does not know the model (404)', 'Set GOOGLE_EMBEDDING_MODEL to an embedding model of the Gemini API, and restart the runner.');
  if (status === 429) return told("Google's quota is used up (429)", "Nothing: what was embedded is kept, and the next run goes on from there. Raise the quota of the key's project if it comes back.");
  if (status !== undefined) return told(`Google answered ${status}`, 'Check the status of the Gemini API, and GOOGLE_EMBEDDING_URL.');
  return told('Google cannot be reached', 'Check that the runner reaches GOOGLE_EMBEDDING_URL, and the proxy settings.');
}

function definedOnly({ httpProxy, httpsProxy, noProxy }: NonNullable<GoogleEmbeddingsOptions['proxy']>) {
  return { ...(httpProxy ? { httpProxy } : {}), ...(httpsProxy ? { httpsProxy } : {}), ...(noProxy ? { noProxy } : {}) };
}
