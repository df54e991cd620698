// Facts as bytes: JSON of the versioned envelope, checked when read.
import type { Fact } from '#contracts';
import { factSchema, factVersion } from '#contracts';

/** A newer release wrote it; this one must leave it for a newer replica. */
export class NewerFact extends Error {
  constructor(readonly version: number) {
    super(`a fact of version ${version} needs a newer release than this one, which reads version ${factVersion}`);
    this.name = 'NewerFact';
  }
}

/** It is not a fact at all. */
export class UnreadableFact extends Error {
  constructor(reason: string, options?: { cause?: unknown }) {
    super(`not a fact: ${reason}`, options);
    this.name = 'UnreadableFact';
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeFact(fact: Fact): Uint8Array {
  return encoder.encode(JSON.stringify(fact));
}

/** @throws NewerFact, UnreadableFact */
export function decodeFact(data: Uint8Array): Fact {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(data));
  } catch (cause) {
    throw new UnreadableFact('it is no JSON', { cause });
  }
  const version = typeof json === 'object' && json !== null && 'v' in json ? json.v : undefined;
  if (typeof version === 'number' && version > factVersion) throw new NewerFact(version);
  const parsed = factSchema.safeParse(json);
  if (!parsed.success) throw new UnreadableFact(parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '), { cause: parsed.error });
  return parsed.data;
}
