import { createRunSchema } from '#contracts';
import { ApiProblem } from '../problems/api-problem';
import { readJson } from './json-body';
import { parseShape } from './parse-shape';

const refusalOf = (text: string) => {
  try {
    parseShape(createRunSchema, readJson(text));
  } catch (error) {
    if (error instanceof ApiProblem) return error.parts;
    throw error;
  }
  return undefined;
};

test('a flat object of texts is taken as it is', () => {
  expect(readJson('{"repository":"acme/web","notes":"a \\"b\\": {\\u00e9} \\\\"}')).toEqual({ repository: 'acme/web', notes: 'a "b": {é} \\' });
  expect(readJson('')).toBeUndefined();
});

test.each([
  ['is not JSON', '{"repository":'], ['is a list', '[]'], ['is a text', '"x"'], ['is null', 'null'], ['has a field twice', '{"repository":"a/b","repository":"c/d"}'],
  ['has a field twice in other words', '{"repository":"a/b","\\u0072epository":"c/d"}'],
])('a body that %s is malformed', (_what, text) => {
  expect(refusalOf(text)).toMatchObject({ status: 400, code: 'request.malformed' });
});

test.each([
  ['__proto__', '{"repository":"a/b","__proto__":{"dryRun":true}}'], ['constructor', '{"repository":"a/b","constructor":{"prototype":{"x":1}}}'], ['colour', '{"repository":"a/b","colour":"red"}'],
  ['repository', '{"repository":{"x":1}}'], ['attempts', '{"repository":"a/b","attempts":1e9}'], ['notes', '{"repository":"a/b","notes":"\\u0000"}'], ['notes', '{"repository":"a/b","notes":"x\\ud800"}'],
  ['notes', '{"repository":"a/b","notes":"\\udc00x"}'],
])('the field %s is named when it is wrong', (field, text) => {
  expect(refusalOf(text)?.errors?.map((one) => one.field)).toEqual([field]);
  expect(({} as Record<string, unknown>)['dryRun']).toBeUndefined();
});

test('whole characters outside the first plane are no halves', () => {
  expect(readJson('{"notes":"\\ud83d\\ude00 😀"}')).toEqual({ notes: '😀 😀' });
});

test('depth is no danger', () => {
  const depth = 200_000;
  expect(refusalOf(`{"repository":${'['.repeat(depth)}${']'.repeat(depth)}}`)).toMatchObject({ status: 400, errors: [{ field: 'repository' }] });
});

test('many wrong fields are told in few words', () => {
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1])));
  expect(refusalOf(text)?.errors?.length).toBe(10);
});
