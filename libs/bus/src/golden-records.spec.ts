// What is stored beside facts, as it was written: the audit log, what operators said of brakes, news, bodies of webhooks, reports of answers. A release reads what the one before it has left.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { auditEntrySchema, brakeStatementSchema, candidateReportSchema, newsSchema, webhookPayloadSchema } from '#contracts';
import { readStatement } from './brake-log';

const folder = join(__dirname, '../../contracts/fixtures/records');
const shapes = { audit: auditEntrySchema, brake: brakeStatementSchema, news: newsSchema, webhook: webhookPayloadSchema, candidate_report: candidateReportSchema };
const records = readdirSync(folder).map((name) => ({ name, kind: name.split('.')[0] as keyof typeof shapes, record: JSON.parse(readFileSync(join(folder, name), 'utf8')) as object }));

test.each(records)('$name is read whole', ({ kind, record }) => {
  expect(shapes[kind].parse(record)).toEqual(record);
});

test.each(records)('$name with a field of a newer release is read as before', ({ kind, record }) => {
  expect(shapes[kind].parse({ ...record, addedLater: { depth: 1 } })).toEqual(record);
});

test('there is one of each kind', () => {
  expect(new Set(records.map(({ kind }) => kind))).toEqual(new Set(Object.keys(shapes)));
});

test('what a newer release says of brakes in a way unknown here stops nobody', () => {
  const encode = (statement: object): Uint8Array => new TextEncoder().encode(JSON.stringify(statement));
  const [known] = records.filter(({ name }) => name === 'brake.released.json');
  expect(readStatement(encode(known!.record))).toEqual(known!.record);
  expect(readStatement(encode({ ...known!.record, code: 'brake.of_tomorrow' }))).toBeUndefined();
  expect(readStatement(encode({ kind: 'of_tomorrow' }))).toBeUndefined();
});
