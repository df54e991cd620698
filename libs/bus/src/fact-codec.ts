// Facts as bytes: JSON of the versioned envelope, checked when read; what a newer release has added stays in it.
import type { ArtifactKind, Fact } from '#contracts';
import { factSchema, factVersion } from '#contracts';
import { at, keepUnknown, unknownWords, withWords } from './newer-parts';

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
  const fact = readFact(json);
  keepUnknown(json, fact);
  return fact;
}

function readFact(json: unknown): Fact {
  const { data, error } = factSchema.safeParse(json);
  if (data) return data;
  const paths = unknownWords(json, error);
  if (!paths) throw new UnreadableFact(error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '), { cause: error });
  const fact = factSchema.parse(withWords(json, paths, () => 'late_effect' satisfies ArtifactKind));
  return withWords(fact, paths, (path) => at(json, path)) as Fact;
}
