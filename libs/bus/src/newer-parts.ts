// What a newer release of the same fact version may say, and an older one cannot know: it is carried on as it came, since stages of both work on one run during an update.
import type { z } from 'zod';

type Path = readonly PropertyKey[];

/** Lists that grow with releases and of which an older reader needs to know nothing: an artifact of a kind unknown here is kept and shown by its name. */
const growing: ReadonlySet<PropertyKey> = new Set(['artifactType']);
const token = /^[a-z0-9_]{1,64}$/;

/** Where the only objections are words unknown to a growing list; undefined when there are others. */
export function unknownWords(json: unknown, { issues }: z.ZodError): Path[] | undefined {
  const known = issues.every(({ path }) => growing.has(path.at(-1) ?? '') && isToken(at(json, path)));
  return known ? issues.map(({ path }) => path) : undefined;
}

/** A copy with `word` at each of the paths. */
export function withWords(json: unknown, paths: readonly Path[], word: (path: Path) => unknown): unknown {
  const copy = structuredClone(json);
  for (const path of paths) (at(copy, path.slice(0, -1)) as Record<PropertyKey, unknown>)[path.at(-1) ?? ''] = word(path);
  return copy;
}

export function at(json: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined), json);
}

/** Gives what was read the fields back that its shape does not know, at any depth. Changes `read`. */
export function keepUnknown(raw: unknown, read: unknown): void {
  if (Array.isArray(raw) && Array.isArray(read)) {
    raw.forEach((item, index) => keepUnknown(item, read[index]));
  } else if (isObject(raw) && isObject(read)) {
    for (const [key, value] of Object.entries(raw)) {
      if (key === '__proto__') continue;
      if (Object.hasOwn(read, key)) keepUnknown(value, read[key]);
      else read[key] = value;
    }
  }
}

const isToken = (value: unknown): boolean => typeof value === 'string' && token.test(value);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
