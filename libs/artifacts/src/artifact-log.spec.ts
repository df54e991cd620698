import type { Artifact } from '#contracts';
import { ArtifactLog, logEndMark, longestLog } from './artifact-log';

function open(mostBytes?: number, sizeBytes = 0) {
  const kept: Buffer[] = [];
  const sink = { append: async (bytes: Buffer) => { kept.push(bytes); }, finish: async () => ({}) as Artifact, release: async () => undefined };
  return { log: new ArtifactLog(sink, { artifactId: 'a', sizeBytes, ...(mostBytes ? { mostBytes } : {}) }), text: () => Buffer.concat(kept).toString() };
}

test('a log that has reached its largest size says so at its end, and takes no more', async () => {
  const { log, text } = open(20);
  for (const line of ['one', 'two', 'a line that finds no room', 'three']) log.line(line);
  await log.close();
  expect(text()).toBe(`one\ntwo\n${logEndMark}\n`);
  expect(log.sizeBytes).toBe(text().length);
});

test('what earlier tries left counts', async () => {
  const { log, text } = open(undefined, longestLog - 3);
  log.line('abc');
  await log.close();
  expect(text()).toBe(`${logEndMark}\n`);
});

test('a log that fits is whole', async () => {
  const { log, text } = open(8);
  log.line('one');
  log.line('two');
  await log.close();
  expect(text()).toBe('one\ntwo\n');
});
