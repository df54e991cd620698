import { environmentOf } from './service-environment';
import { codexEnvironmentOf } from './codex-environments';
import { variables, type VariableName } from './environment';
import { loadConfig } from './load-config';
import { secretsOf } from './secrets';
import type { Variable } from './variable';

const canary = 'canary0123456789canary';
const written: Partial<Record<VariableName, string>> = {
  NATS_URL: `nats://user:${canary}@nats:4222`,
  DATABASE_URL: `postgres://user:${canary}@db/specline`,
  OTEL_EXPORTER_OTLP_HEADERS: `x-key=${canary}`,
  GITHUB_APP_PRIVATE_KEY: `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n`,
  SPECLINE_API_TOKENS: `viewer:ann:${'ab'.repeat(32)}`,
  SPECLINE_WEBHOOKS: `chat=https://chat.example/hooks/${canary}`,
  SPECLINE_WEBHOOK_SECRETS: `chat=whsec_${canary.padEnd(32, 'x')}`,
};
const chat = { SPECLINE_WEBHOOKS: 'chat=https://chat.example/', SPECLINE_WEBHOOK_SECRETS: `chat=whsec_${'s'.repeat(32)}` };
const secretNames = Object.entries<Variable>(variables).filter(([, { secret }]) => secret).map(([name]) => name as VariableName);

it.each(secretNames)('the secret in %s is among the secrets to redact', (name) => {
  const others = name === 'GITHUB_APP_PRIVATE_KEY' ? { GITHUB_APP_ID: '7' } : name === 'GITHUB_TOKEN' ? {} : { GH_TOKEN: 'writes0123456789' };
  const environment = { ...others, GITHUB_READ_TOKEN: 'reads0123456789', ...chat, [name]: written[name] ?? canary };
  const expected = name === 'SPECLINE_API_TOKENS' ? 'ab'.repeat(32) : canary;
  expect(secretsOf(loadConfig(environment)).some((secret) => secret.includes(expected))).toBe(true);
});

it('what the agent command is given is a secret where its name says so', () => {
  const environment = { SPEC_AUTOMATION_AGENT_COMMAND_ENV: 'MY_MODEL_KEY,MY_MODEL', MY_MODEL_KEY: canary, MY_MODEL: 'gpt-oss' };
  expect(secretsOf(loadConfig(environment))).toEqual([canary]);
});

it('a password that is an ordinary word is no literal secret, because it would blank out ordinary text', () => {
  expect(secretsOf(loadConfig({ DATABASE_URL: 'postgres://postgres:postgres@db/postgres', NATS_URL: 'nats://a:%@b' }))).toEqual([]);
});

it('a service is given the secrets it uses and no other, a sandbox none', () => {
  const environment = { PATH: '/bin', CODEX_ENV: 'env', ...Object.fromEntries(secretNames.map((name) => [name, 'x'])), GH_TOKEN_FILE: 'f' };
  const secretsGivenTo = (part: Parameters<typeof environmentOf>[0]): string[] => Object.keys(environmentOf(part, environment)).filter((name) => !['PATH', 'CODEX_ENV', 'NATS_URL', 'OTEL_EXPORTER_OTLP_HEADERS'].includes(name)).sort();
  expect(secretsGivenTo('gateway')).toEqual(['DATABASE_URL', 'SPECLINE_API_TOKENS']);
  expect(secretsGivenTo('discovery')).toEqual(['GITHUB_READ_TOKEN']);
  expect(secretsGivenTo('projection')).toEqual(['DATABASE_URL', 'SPECLINE_WEBHOOKS', 'SPECLINE_WEBHOOK_SECRETS']);
  expect(secretsGivenTo('publisher')).toEqual(['GH_TOKEN', 'GH_TOKEN_FILE', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_TOKEN']);
  expect(environmentOf(undefined, environment)).toEqual({ PATH: '/bin', CODEX_ENV: 'env' });
});

it('without a token for reading, those who read are given what writes', () => {
  expect(environmentOf('discovery', { GH_TOKEN_FILE: 'f' })).toEqual({ GH_TOKEN_FILE: 'f' });
  expect(environmentOf('discovery', { GH_TOKEN_FILE: 'f', GITHUB_READ_TOKEN_FILE: 'g' })).toEqual({ GITHUB_READ_TOKEN_FILE: 'g' });
  expect(environmentOf('gateway', { GH_TOKEN: 't' })).toEqual({});
  const app = { GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY_FILE: 'f' };
  expect(environmentOf('discovery', app)).toEqual(app);
  expect(environmentOf('discovery', { ...app, GITHUB_READ_TOKEN: 'r' })).toEqual({ GITHUB_READ_TOKEN: 'r' });
});

it('what means something only beside a secret goes where the secret goes, so that nobody misses the other half', () => {
  const given = { GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: '-----BEGIN KEY-----', DEFAULT_EMBEDDING_PROVIDER: 'google', GOOGLE_API_KEY: 'k' };
  expect(environmentOf('codex-runner', given)).toEqual(given);
  expect(environmentOf('publisher', given)).toEqual({ GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: '-----BEGIN KEY-----' });
  expect([environmentOf('gateway', given), environmentOf(undefined, given)]).toEqual([{}, {}]);
});

it.each(['acme/web=env-web, Acme/API=env-api', '{"acme/web":"env-web","Acme/API":"env-api"}'])("a repository's own Codex environment wins over the one for all: %s", (CODEX_ENVS) => {
  const { codex } = loadConfig({ CODEX_ENV: 'env-all', CODEX_ENVS });
  expect(['Acme/Web', 'acme/api', 'acme/other', 'constructor'].map((repository) => codexEnvironmentOf(codex, repository))).toEqual(['env-web', 'env-api', 'env-all', 'env-all']);
  expect(codexEnvironmentOf(loadConfig({ CODEX_ENVS }).codex, 'acme/other')).toBeUndefined();
});
