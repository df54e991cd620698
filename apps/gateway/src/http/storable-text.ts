// What a text of a request may not hold, because no row can be made of it or compared with it.
import { invalidField } from '../problems/api-problem';

/** PostgreSQL stores neither NUL nor half a character. @throws ApiProblem 400, naming the field */
export function requireStorable(field: string, content: string): void {
  if (content.includes('\0')) throw invalidField(field, 'has a NUL character');
  if (/[\ud800-\udfff]/.test(content) && hasLoneSurrogate(content)) throw invalidField(field, 'has half of a character');
}

function hasLoneSurrogate(content: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(content);
}
