import { Redactor } from '../redaction/redactor';
import { createLogger, type Logger } from './logger';
import { NestLogger } from './nest-logger';

type Line = Record<string, unknown> & { error: Record<string, unknown> };

function logInto(lines: string[]): Logger {
  return createLogger({ service: 'publisher', worker: 'publisher@host:1', level: 'debug', redactor: new Redactor(['canary-secret']), output: { write: (line) => lines.push(line) } });
}

let lines: string[];
let logger: Logger;
const last = (): Line => JSON.parse(lines.at(-1) ?? '') as Line;

beforeEach(() => {
  lines = [];
  logger = logInto(lines);
});

it('a line is a JSON object that says when, how severe, who and what', () => {
  logger.child({ run: 'r1', stage: 'apply', attempt: 2, traceId: 't1' }).warn({ seconds: 3 }, 'it took long');
  expect(last()).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), level: 'warn', service: 'publisher', worker: 'publisher@host:1',
    run: 'r1', stage: 'apply', attempt: 2, traceId: 't1', seconds: 3, message: 'it took long',
  });
});

it('whatever is logged stays on one line and moves no cursor', () => {
  const hostile = 'a\r\n{"level":"fatal"}\u2028\u2029\u001b[31m\u0085\u009b2J\u202e\u2066\u007f%s';
  logger.info({ hostile }, hostile);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[\x20-\x7e]+\n$/);
  expect(last()).toMatchObject({ hostile, message: hostile, level: 'info' });
});

it('no secret is logged, wherever it stands', () => {
  logger.child({ child: 'canary-secret' }).error({ 'error': new Error('canary-secret', { cause: new Error('canary-secret') }), 'deep': [{ 'canary-secret': 'canary-secret' }] }, 'canary-secret');
  expect(lines.join('')).not.toContain('canary');
  expect(last().message).toBe('[redacted]');
});

it('a level that was not asked for is not logged', () => {
  logger.trace('hidden');
  expect(lines).toEqual([]);
});

describe('an error', () => {
  it('tells its type, code, message, frames and causes, not what libraries hang onto it', () => {
    const error = Object.assign(new TypeError('no', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) }), { code: 'E1', remediation: 'Do this.', request: { headers: 'long' } });
    logger.error({ error }, 'failed');
    expect(last().error).toEqual({
      type: 'TypeError', code: 'E1', remediation: 'Do this.', message: 'no', stack: expect.stringMatching(/^\s+at /),
      cause: { type: 'Error', code: 'ECONNREFUSED', message: 'refused', stack: expect.any(String) },
    });
  });

  it('of 250 kB is cut, a circle of causes ends, and what is no error is told as text', () => {
    const long = new Error('x'.repeat(250_000));
    long.cause = long;
    logger.error({ error: long }, 'failed');
    expect(lines[0]?.length).toBeLessThan(50_000);
    expect(last().error.message).toContain('(250000 characters)');
    logger.error({ error: { reason: 1 } }, 'failed');
    expect(last().error).toBe('{"reason":1}');
  });
});

describe("Nest's own words", () => {
  const stack = 'Error: no\n    at Object.<anonymous> (a.ts:1:1)';
  it.each<[string, (nest: NestLogger) => void, object]>([
    ['with the class that speaks', (nest) => nest.log('started', 'NestFactory'), { level: 'info', message: 'started', context: 'NestFactory' }],
    ['with a stack', (nest) => nest.error('no', stack, 'ExceptionsHandler'), { level: 'error', message: 'no', context: 'ExceptionsHandler', stack }],
    ['with a stack alone', (nest) => nest.error('no', stack), { message: 'no', stack }],
    ['with an error', (nest) => nest.error(new TypeError('no')), { level: 'error', message: 'no', error: expect.objectContaining({ type: 'TypeError' }) }],
    ['with an object', (nest) => nest.warn({ a: 1 }, 'Router'), { level: 'warn', message: 'a message of Router', details: { a: 1 } }],
    ['that are fatal', (nest) => nest.fatal('gone'), { level: 'fatal', message: 'gone' }],
  ])('%s', (_how, speak, said) => {
    speak(new NestLogger(logger));
    expect(last()).toMatchObject(said);
    expect(last().context).not.toBe(stack);
  });

  it('that are verbose are the least severe', () => {
    new NestLogger(logger).verbose('chatter');
    expect(lines).toEqual([]);
  });
});
