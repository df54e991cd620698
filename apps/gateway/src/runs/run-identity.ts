// Which run a request means: a new one, or with an Idempotency-Key the one that the same principal has asked for before.
import { createHash } from 'node:crypto';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { invalidField } from '../problems/api-problem';

const namespace = '0b9f7d7c-5d0e-5c2b-9a55-6d6a3f0f6c11';

/** @throws ApiProblem 400 */
export function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(header)) throw invalidField('Idempotency-Key', 'is not one word of 1 to 200 printable ASCII characters');
  return header;
}

export function runIdOf(principal: string, lane: string, key: string | undefined): string {
  return key === undefined ? uuidv7() : uuidv5([principal, lane, key].join('\n'), namespace);
}

/** Equal requests have equal digests: `sha256:<hex>` of the checked body, whose fields are in the order of the schema. */
export function digestOf(body: object): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}
