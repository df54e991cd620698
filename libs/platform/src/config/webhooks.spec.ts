// How webhooks are configured, and what is refused.
import { runEvents } from '#contracts';
import { Redactor } from '../redaction/redactor';
import { ConfigError, loadConfig, type Environment } from './load-config';
import { secretsOf } from './secrets';

const one = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const two = `whsec_${Buffer.alloc(64, 2).toString('base64')}`;
const chat = { SPECLINE_WEBHOOKS: 'chat=https://chat.example/hooks/T0/B1/abcdefghijkl', SPECLINE_WEBHOOK_SECRETS: `chat=${one}` };
const faultsOf = (environment: Environment): readonly string[] => {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
};

test('without configuration nobody is told', () => {
  expect(loadConfig({}).webhooks).toEqual({ receivers: [], privateAddresses: false });
});

test('each webhook has its address, its secrets and its events; all events unless told', () => {
  const { webhooks } = loadConfig({
    SPECLINE_WEBHOOKS: 'chat=https://chat.example/hook?team=a, tracker=http://127.0.0.1:99/x', SPECLINE_WEBHOOK_SECRETS: `chat=${one}, tracker=${one}:${two}`,
    SPECLINE_WEBHOOK_EVENTS: 'tracker=run.failed:run.cancelled', SPECLINE_WEBHOOK_PRIVATE_ADDRESSES: '1',
  });
  expect(webhooks).toEqual({ privateAddresses: true, receivers: [
    { name: 'chat', url: 'https://chat.example/hook?team=a', secrets: [one], events: runEvents },
    { name: 'tracker', url: 'http://127.0.0.1:99/x', secrets: [one, two], events: ['run.failed', 'run.cancelled'] },
  ] });
});

test.each<[string, Environment]>([
  ['SPECLINE_WEBHOOKS', { SPECLINE_WEBHOOKS: 'chat' }],
  ['SPECLINE_WEBHOOKS', { SPECLINE_WEBHOOKS: 'chat=ftp://chat.example' }],
  ['SPECLINE_WEBHOOKS', { SPECLINE_WEBHOOKS: 'chat=https://me:secret@chat.example' }],
  ['SPECLINE_WEBHOOKS', { SPECLINE_WEBHOOKS: 'my chat=https://chat.example' }],
  ['SPECLINE_WEBHOOKS', { SPECLINE_WEBHOOKS: 'chat=https://chat.example,chat=https://other.example' }],
  ['SPECLINE_WEBHOOKS', { SPECLINE_WEBHOOKS: 'chat=https://chat.example' }],
  ['SPECLINE_WEBHOOKS', { ...chat, SPECLINE_WEBHOOKS: 'chat=http://chat.example' }],
  ['SPECLINE_WEBHOOK_SECRETS', { SPECLINE_WEBHOOK_SECRETS: 'chat=whsec_short' }],
  ['SPECLINE_WEBHOOK_SECRETS', { SPECLINE_WEBHOOK_SECRETS: `chat=${one}:` }],
  ['SPECLINE_WEBHOOK_EVENTS', { ...chat, SPECLINE_WEBHOOK_EVENTS: 'chat=run.finished' }],
  ['SPECLINE_WEBHOOK_EVENTS', { ...chat, SPECLINE_WEBHOOK_EVENTS: 'chta=run.failed' }],
])('%s is refused when it is wrong', (name, environment) => {
  expect(faultsOf(environment)).toEqual([expect.stringMatching(new RegExp(`^${name} .*: (give|use|add) .*\\.$`))]);
});

test('paths and secrets are redacted, with and without what stands before them', () => {
  const redactor = new Redactor(secretsOf(loadConfig({ ...chat, SPECLINE_WEBHOOK_SECRETS: `chat=${one}:${two}` })));
  const said = `to ${chat.SPECLINE_WEBHOOKS.slice(5)} or /hooks/T0/B1/abcdefghijkl with ${one} or ${two.slice(6)}`;
  expect(redactor.text(said)).toBe('to https://chat.example[redacted] or [redacted] with [redacted] or [redacted]');
});
