import { ConfigError, loadConfig, type Environment, type LoadOptions } from './load-config';
import { variables } from './environment';

const options: LoadOptions = { directory: '/srv/specline', readFile: () => { throw Object.assign(new Error('no'), { code: 'ENOENT' }); } };
const load = (environment: Environment) => loadConfig(environment, options);
const faultsOf = (environment: Environment): readonly string[] => {
  try {
    load(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};
const hash = 'ab'.repeat(32);

describe('an empty environment', () => {
  it('is enough, and every default passes its own check', () => {
    expect(load({})).toMatchObject({
      nats: { servers: ['nats://127.0.0.1:4222'] },
      api: { host: '127.0.0.1', port: 8080, portIsFixed: false },
      artifacts: { store: 'file', root: '/srv/specline/var/artifacts/spec_workflows', maxBytes: 16 * 1024 ** 3, replicas: 1, retentionDays: 30 },
      dataDirectory: '/srv/specline/var/local',
      github: { apiUrl: 'https://api.github.com', serverUrl: 'https://github.com', allowedRepositories: ['*/*'] },
      agents: { backend: 'codex-cloud', allowed: ['codex-cloud', 'codex-exec'] },
      streams: { runRetentionDays: 180, runMaxBytes: 8 * 1024 ** 3, auditRetentionDays: 365, auditMaxBytes: 512 * 1024 ** 2, replicas: 1 },
      retry: { delaysSeconds: [10, 60, 300] },
      skills: { use: true, default: 'speckit', fallback: true, canaryPercent: 100, shadow: false },
      testMode: false, supervised: false, warnings: [],
    });
  });

  it('names no database, no credential and no collector', () => {
    const { database, github, codex, telemetry, jobs } = load({});
    expect([database.url, github.token, github.readToken, github.app, codex.environment, telemetry.otlpEndpoint, telemetry.statsd]).toEqual(Array(7).fill(undefined));
    expect(jobs.environment).toEqual({});
  });

  it('is what a set of empty and blank variables is', () => {
    const blank = Object.fromEntries(Object.keys(variables).map((name, index) => [name, index % 2 ? '' : '  ']));
    expect(load(blank)).toEqual(load({}));
  });
});

it('the agent command is a list of arguments, and knows which of its variables are missing', () => {
  const environment = { SPEC_AUTOMATION_AGENT_COMMAND: '["my-agent","--say","a b"]', SPEC_AUTOMATION_AGENT_COMMAND_ENV: 'MY_KEY, OTHER', MY_KEY: 'k' };
  expect(load(environment).agents.command).toEqual({ argv: ['my-agent', '--say', 'a b'], environment: { MY_KEY: 'k', OTHER: undefined }, egress: [] });
});

describe('faults', () => {
  it('are reported together, one sentence each, saying what to give', () => {
    expect(faultsOf({ PORT: 'eighty', SPECLINE_ARTIFACT_STORE: 's3', SPECLINE_ARTIFACT_RETENTION_DAYS: '3', GITHUB_API_URL: 'api.github.com', SPEC_WORKFLOW_USE_SKILLS: 'maybe' }).toSorted()).toEqual([
      'GITHUB_API_URL is "api.github.com": give a URL that begins with http:// or https://.',
      'PORT is "eighty": give a whole number from 0 to 65535.',
      'SPECLINE_ARTIFACT_RETENTION_DAYS is "3": give a whole number from 7 to 3650.',
      'SPECLINE_ARTIFACT_STORE is "s3": give one of file, object.',
      'SPEC_WORKFLOW_USE_SKILLS is "maybe": give 1 or 0.',
    ]);
  });

  it('stand one to a line in the message', () => {
    expect(() => load({ PORT: '-1', SPECLINE_RUN_MAX_BYTES: '8 gigabytes' })).toThrow(/^The environment cannot be used:\n- .*\n- .*$/);
  });

  it.each(Object.entries(variables).filter(([, variable]) => 'secret' in variable && variable.secret).map(([name]) => name))('never show the value of %s', (name) => {
    expect(faultsOf({ [name]: 'canary=canary,:canary', PORT: 'x' }).join('\n')).not.toContain('canary');
  });

  it.each<[string, Environment]>([
    ['GITHUB_APP_ID', { GITHUB_APP_ID: '7' }],
    ['DEFAULT_EMBEDDING_PROVIDER', { DEFAULT_EMBEDDING_PROVIDER: 'google' }],
    ['DEFAULT_EMBEDDING_PROVIDER', { DEFAULT_EMBEDDING_PROVIDER: 'openai' }],
    ['GOOGLE_EMBEDDING_MODEL', { GOOGLE_EMBEDDING_MODEL: 'models/x?key=y' }],
    ['GITHUB_APP_PRIVATE_KEY', { GITHUB_APP_PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----' }],
    ['SPEC_AUTOMATION_AGENT_BACKEND', { SPEC_AUTOMATION_AGENT_BACKEND: 'somebody' }],
    ['SPEC_WORKFLOW_DEFAULT_SKILL', { SPEC_WORKFLOW_DEFAULT_SKILL: 'other' }],
    ['SPEC_WORKFLOW_DEFAULT_SKILL', { SPEC_WORKFLOW_DEFAULT_SKILL: 'other', SPEC_WORKFLOW_ALLOWED_SKILLS: 'other' }],
    ['SPEC_WORKFLOW_SUBMIT_SKILL', { SPEC_WORKFLOW_SUBMIT_SKILL: 'other', SPEC_WORKFLOW_ALLOWED_SKILLS: 'speckit,other' }],
    ['SPECLINE_API_TOKENS', { SPECLINE_API_TOKENS: `operator:ann:${hash},root:bob:${hash}` }],
    ['SPECLINE_API_TOKENS', { SPECLINE_API_TOKENS: `operator:ann:${hash}:someday` }],
    ['SPECLINE_OIDC_ISSUER', { SPECLINE_OIDC_ISSUER: 'http://id.example' }],
    ['SPECLINE_OIDC_ISSUER', { SPECLINE_OIDC_ISSUER: 'http://127.0.0.1.id.example' }],
    ['SPECLINE_OIDC_ISSUER', { SPECLINE_OIDC_ISSUER: 'https://id.example/?x=1' }],
    ['SPECLINE_OIDC_ISSUER', { SPECLINE_OIDC_ISSUER: 'https://id.example' }],
    ['SPECLINE_OIDC_ISSUER', { SPECLINE_OIDC_ISSUER: 'https://id.example', SPECLINE_OIDC_AUDIENCE: ',' }],
    ['SPECLINE_OIDC_AUDIENCE', { SPECLINE_OIDC_AUDIENCE: 'specline' }],
    ['SPECLINE_OIDC_ROLES', { SPECLINE_OIDC_ROLES: 'team=root' }],
    ['SPECLINE_OIDC_ROLES', { SPECLINE_OIDC_ROLES: 'team=operator@acme' }],
    ['SPECLINE_API_TOKENS', { SPECLINE_API_TOKENS: `operator@acme:ann:${hash}` }],
    ['SPECLINE_API_TOKENS', { SPECLINE_API_TOKENS: `operator@:ann:${hash}` }],
    ['SPECLINE_API_TOKENS', { SPECLINE_API_TOKENS: `viewer+:ann:${hash}` }],
    ['CODEX_ENVS', { CODEX_ENVS: 'acme/web' }],
    ['CODEX_ENVS', { CODEX_ENVS: '{"acme/web":' }],
    ['SPECLINE_ALLOWED_REPOSITORIES', { SPECLINE_ALLOWED_REPOSITORIES: 'acme' }],
    ['SPECLINE_RETRY_DELAYS_SECONDS', { SPECLINE_RETRY_DELAYS_SECONDS: '10,soon' }],
    ['NATS_URL', { NATS_URL: 'nats://one,two' }],
    ['SPECLINE_JOB_CPUS', { SPECLINE_JOB_CPUS: '0' }],
    ['SPECLINE_JOB_EGRESS', { SPECLINE_JOB_EGRESS: 'https://packages.example.org' }],
    ['SPEC_AUTOMATION_AGENT_COMMAND', { SPEC_AUTOMATION_AGENT_COMMAND: 'my-agent --quiet' }],
    ['SPEC_AUTOMATION_AGENT_COMMAND', { SPEC_AUTOMATION_AGENT_COMMAND: '[]' }],
    ['SPEC_AUTOMATION_AGENT_COMMAND_ENV', { SPEC_AUTOMATION_AGENT_COMMAND_ENV: 'MY-KEY' }],
    ['SPEC_WORKFLOW_CODEX_QUEUE', { SPEC_WORKFLOW_CODEX_QUEUE: 'eu.west' }],
  ])('name the variable that is wrong: %s', (name, environment) => {
    expect(faultsOf(environment)).toEqual([expect.stringMatching(new RegExp(`^${name} .*: (give|set|add) .*\\.$`))]);
  });
});

describe('secrets from files', () => {
  it('are read where only the file is named', () => {
    expect(loadConfig({ GH_TOKEN_FILE: '/run/secrets/gh' }, { readFile: (path) => `token of ${path}\n` }).github.token).toBe('token of /run/secrets/gh');
  });

  it('that are missing, empty or given twice are faults', () => {
    expect(faultsOf({ GH_TOKEN_FILE: '/run/none', DATABASE_URL: 'postgres://db/x', DATABASE_URL_FILE: '/run/db' })).toEqual([
      'GH_TOKEN_FILE names the file /run/none, which cannot be read (ENOENT): give the path of a readable file.',
      'DATABASE_URL and DATABASE_URL_FILE are both set: keep one of them.',
    ]);
    expect(() => loadConfig({ GH_TOKEN_FILE: '/run/empty' }, { readFile: () => '\n' })).toThrow(/which is empty/);
  });
});

it('a GitHub App and a token that writes are not both taken; one that reads goes with either', () => {
  const app = { GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: '-----BEGIN KEY-----' };
  for (const name of ['GH_TOKEN', 'GITHUB_TOKEN']) expect(faultsOf({ ...app, [name]: 'writes' })).toEqual([`GITHUB_APP_ID and ${name} are both set, and only one of them can push: keep one of them.`]);
  expect(load({ ...app, GITHUB_READ_TOKEN: 'reads' }).github).toMatchObject({ token: undefined, readToken: 'reads', app: { id: '7' } });
});

describe('values', () => {
  it('of GitHub: GH_TOKEN wins over GITHUB_TOKEN and also reads, unless there is a token for reading', () => {
    expect(load({ GITHUB_TOKEN: 'second' }).github).toMatchObject({ token: 'second', readToken: 'second' });
    expect(load({ GH_TOKEN: 'first', GITHUB_TOKEN: 'second', GITHUB_READ_TOKEN: 'reads' }).github).toMatchObject({ token: 'first', readToken: 'reads' });
    expect(load({ GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY: '-----BEGIN KEY-----\\nabc\\n' }).github.app).toEqual({ id: '7', privateKey: '-----BEGIN KEY-----\nabc\n' });
    const fromFile = loadConfig({ GITHUB_APP_ID: '7', GITHUB_APP_PRIVATE_KEY_FILE: 'app.pem' }, { directory: '/srv', readFile: () => '-----BEGIN KEY-----\nabc\n' });
    expect([fromFile.github.app, fromFile.warnings]).toEqual([{ id: '7', privateKey: '-----BEGIN KEY-----\nabc', privateKeyFile: '/srv/app.pem' }, []]);
    expect(load({ GITHUB_API_URL: 'http://127.0.0.1:1234/api/' }).github.apiUrl).toBe('http://127.0.0.1:1234/api');
  });

  it('of passages: ranked by words unless Google is named, and then by its model at its address', () => {
    expect([{}, { DEFAULT_EMBEDDING_PROVIDER: 'none' }, { DEFAULT_EMBEDDING_PROVIDER: 'lexical' }].map((environment) => load(environment).passages.ranking)).toEqual(['lexical', 'lexical', 'lexical']);
    expect(load({ DEFAULT_EMBEDDING_PROVIDER: 'google', GOOGLE_API_KEY: 'k' }).passages).toEqual({
      tokens: 2000, ranking: 'google', google: { apiKey: 'k', model: 'gemini-embedding-001', url: 'https://generativelanguage.googleapis.com' },
    });
  });

  it('of the API: tokens with role, name, hash and expiry, and a port that somebody chose', () => {
    const { api } = load({ PORT: '8080', SPECLINE_API_TOKENS: `viewer:ann:${hash.toUpperCase()}, admin:ci@acme:${hash}:2027-01-31T12:00:00Z` });
    expect(api.portIsFixed).toBe(true);
    expect(api.tokens).toEqual([
      { role: 'viewer', name: 'ann', sha256: hash, expiresAt: null },
      { role: 'admin', name: 'ci@acme', sha256: hash, expiresAt: Date.UTC(2027, 0, 31, 12) },
    ]);
    expect(load({ SPECLINE_API_TOKENS: `viewer@acme/*+operator@acme/web@acme/api:ann:${hash}` }).api.tokens).toEqual([
      { role: 'operator', name: 'ann', sha256: hash, expiresAt: null, grants: [{ role: 'viewer', repositories: ['acme/*'] }, { role: 'operator', repositories: ['acme/web', 'acme/api'] }] },
    ]);
  });

  it('of an identity provider: its issuer letter by letter, and who gets which role', () => {
    const provider = { SPECLINE_OIDC_ISSUER: 'https://id.example', SPECLINE_OIDC_AUDIENCE: 'specline' };
    expect(load({ SPECLINE_OIDC_ISSUER: 'https://id.example/', SPECLINE_OIDC_AUDIENCE: 'specline, other', SPECLINE_OIDC_ROLES: 'team a=operator,sre=admin' }).api.oidc).toEqual({
      issuer: 'https://id.example/', audiences: ['specline', 'other'], roleClaim: 'roles', nameClaim: 'sub', roles: { 'team a': [{ role: 'operator' }], sre: [{ role: 'admin' }] },
    });
    expect(load({ ...provider, SPECLINE_OIDC_ROLES: 'team a=viewer+operator@acme/web@acme/a-*' }).api.oidc?.roles).toEqual({ 'team a': [{ role: 'viewer' }, { role: 'operator', repositories: ['acme/web', 'acme/a-*'] }] });
    expect(load({ SPECLINE_OIDC_ISSUER: 'http://127.0.0.1:9/', SPECLINE_OIDC_AUDIENCE: 'specline' }).api.oidc?.issuer).toBe('http://127.0.0.1:9/');
    expect(load({}).api.oidc).toBeUndefined();
  });

  it('of telemetry: decoded headers and the StatsD server', () => {
    expect(load({ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, x-team = 50%', SPEC_WORKFLOW_METRICS_HOST: 'statsd' }).telemetry).toEqual({
      otlpEndpoint: undefined, otlpHeaders: { 'authorization': 'Bearer abc', 'x-team': '50%' }, statsd: { host: 'statsd', port: 8125, namespace: 'specline' },
    });
  });

  it('of job containers: limits in bytes and processors, and hosts', () => {
    expect(load({}).jobs).toMatchObject({ network: 'bridge', egress: [], minutes: 60, graceMinutes: 60, limits: { memoryBytes: 4 * 1024 ** 3, cpus: 2, processes: 1024, diskBytes: 10 * 1024 ** 3 } });
    expect(load({ SPECLINE_JOB_CPUS: '0.5', SPECLINE_JOB_MEMORY: '512MiB', SPECLINE_JOB_EGRESS: 'packages.example.org, *.example.org:8443,git.local:80!private,[fd00::1]:443' }).jobs)
      .toMatchObject({ limits: { cpus: 0.5, memoryBytes: 512 * 1024 ** 2 }, egress: ['packages.example.org', '*.example.org:8443', 'git.local:80!private', '[fd00::1]:443'] });
  });

  it('with a unit, in lists and as paths', () => {
    const config = load({ SPECLINE_RUN_MAX_BYTES: '500MiB', NATS_URL: 'nats://a:1, tls://b:2', SPECLINE_RETRY_DELAYS_SECONDS: '0,1', CODEX_HOME: 'codex', SPECLINE_DATA_DIR: '/data' });
    expect([config.streams.runMaxBytes, config.nats.servers, config.retry.delaysSeconds, config.codex.home, config.dataDirectory])
      .toEqual([500 * 1024 ** 2, ['nats://a:1', 'tls://b:2'], [0, 1], '/srv/specline/codex', '/data']);
  });
});

describe('TLS', () => {
  const pem = (environment: Environment) => loadConfig(environment, { directory: '/srv', readFile: () => '-----BEGIN CERTIFICATE-----' });

  it('with NATS is asked for by the scheme or by a file, and otherwise not', () => {
    expect(pem({}).nats.tls).toBeUndefined();
    expect(pem({ NATS_URL: 'nats://a, tls://b' }).nats.tls).toEqual({});
    expect(pem({ NATS_CA: 'ca.pem', NATS_CERT: '/c.pem', NATS_KEY: '/k.pem' }).nats.tls).toEqual({ caFile: '/srv/ca.pem', certFile: '/c.pem', keyFile: '/k.pem' });
  });

  it.each<[string, Environment, string]>([
    ['nothing asks for it', {}, ''],
    ['the URL says all', { DATABASE_URL: 'postgres://u:p%40@db:1/x?sslmode=verify-full&sslrootcert=ca.pem' }, '?sslmode=verify-full&sslrootcert=%2Fsrv%2Fca.pem'],
    ['an authority is enough', { PGSSLROOTCERT: '/ca.pem', PGSSLCERT: '/c.pem', PGSSLKEY: '/k.pem' }, '?sslmode=verify-full&sslrootcert=%2Fca.pem&sslcert=%2Fc.pem&sslkey=%2Fk.pem'],
    ['require means that the certificate is verified', { PGSSLMODE: 'require' }, '?sslmode=verify-full'],
    ['the URL wins', { DATABASE_URL: 'postgres://u:p%40@db:1/x?sslmode=disable', PGSSLMODE: 'require', PGSSLROOTCERT: '/ca.pem' }, '?sslmode=disable'],
    ['the authorities of Node are an authority', { PGSSLROOTCERT: 'system' }, '?sslmode=verify-full'],
  ])('with PostgreSQL stands in its URL: %s', (_when, environment, parameters) => {
    expect(pem({ DATABASE_URL: 'postgres://u:p%40@db:1/x', ...environment }).database.url).toBe(`postgres://u:p%40@db:1/x${parameters}`);
  });

  it.each<[string, Environment]>([
    ['NATS_CERT', { NATS_CERT: '/c.pem' }],
    ['PGSSLCERT', { PGSSLKEY: '/k.pem' }],
    ['PGSSLMODE', { PGSSLMODE: 'prefer' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://db/x?sslmode=no-verify' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://db/x?ssl=true' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://db/x?uselibpqcompat=true' }],
  ])('that could end in plain text or with anybody is a fault of %s', (name, environment) => {
    expect(() => pem(environment)).toThrow(new RegExp(`^The environment cannot be used:\n- ${name} .*: (give|set) [^\n]*\\.$`));
  });

  it('names files that are there and in PEM form', () => {
    expect(faultsOf({ NATS_CA: 'none.pem', DATABASE_URL: 'postgres://db/x?sslrootcert=/ca.pem' })).toEqual([
      'NATS_CA names the file none.pem, which cannot be read (ENOENT): give the path of a readable file.',
      'sslrootcert of DATABASE_URL names the file /ca.pem, which cannot be read (ENOENT): give the path of a readable file.',
    ]);
    expect(() => loadConfig({ NATS_CA: '/ca.der' }, { readFile: () => '\0' })).toThrow(/NATS_CA names the file .* not in PEM form/);
  });

  it.each<[string, string, boolean]>([
    ['nats://nats:4222', 'postgres://postgres/x', false], ['nats://10.0.0.7', 'postgres://[fd00::1]/x', false], ['nats://localhost', 'postgres://127.0.0.1/x?sslmode=disable', false],
    ['tls://nats.example.org', 'postgres://db.example.org/x?sslmode=verify-full', false], ['nats://nats', 'postgres://db.example.org/x?sslmode=disable', false],
    ['nats://nats.example.org', 'postgres://db.example.org/x', true], ['nats://8.8.8.8', 'postgres://[2001:db8::1]/x', true], ['nats://172.32.0.1', 'postgres://x/x?host=db.example.org', true],
  ])('that is missing where strangers may be on the way is a warning: %s, %s', (NATS_URL, DATABASE_URL, warned) => {
    expect(load({ NATS_URL, DATABASE_URL }).warnings).toEqual(warned ? [expect.stringMatching(/^NATS_URL leads to .* without TLS/), expect.stringMatching(/^DATABASE_URL leads to .* without TLS/)] : []);
  });
});

describe('child processes', () => {
  const config = load({
    PATH: '/bin', HOME: '/root', https_proxy: 'http://proxy:1', NO_PROXY: 'localhost', SSL_CERT_FILE: '/ca.pem', GH_TOKEN: 'secret', RANDOM: 'x',
    CODEX_CA_CERTIFICATE: '/codex.pem', CODEX_ACCESS_TOKEN: 'at-x', CODEX_ENV: 'env', CODEX_API_KEY: 'key', CODEX_SANDBOX: 'a',
  });

  it('get programs, proxies and certificates, and no credential', () => {
    expect(config.passThrough).toEqual({ PATH: '/bin', HOME: '/root', https_proxy: 'http://proxy:1', NO_PROXY: 'localhost', SSL_CERT_FILE: '/ca.pem' });
    expect(config.proxy).toEqual({ httpProxy: undefined, httpsProxy: 'http://proxy:1', noProxy: 'localhost' });
  });

  it('that are the Codex program also get what it reads itself, but not what is for job containers', () => {
    expect(config.codex.passThrough).toEqual({ CODEX_CA_CERTIFICATE: '/codex.pem', CODEX_ACCESS_TOKEN: 'at-x', CODEX_SANDBOX: 'a' });
    expect(config.jobs.environment).toEqual({ CODEX_API_KEY: 'key' });
  });
});

describe('warnings', () => {
  it('name every unknown variable of ours, and no other', () => {
    expect(load({ SPECLINE_DATADIR: 'x', SPEC_WORKFLOW_SKILL: 'y', SPECIFY_FEATURE: 'z', PORT_FILE: 'p', SPECLINE_DATA_DIR_FILE: 'q' }).warnings).toEqual([
      'SPECLINE_DATADIR is unknown and has no effect: docs/environment.md lists the variables.',
      'SPECLINE_DATA_DIR_FILE is unknown and has no effect: docs/environment.md lists the variables.',
      'SPEC_WORKFLOW_SKILL is unknown and has no effect: docs/environment.md lists the variables.',
    ]);
    expect(loadConfig({ SPECLINE_API_TOKENS_FILE: '/f' }, { readFile: () => `viewer:ann:${hash}` }).warnings).toEqual([]);
  });

  it('say that Codex Cloud takes no model', () => {
    expect(load({ CODEX_MODEL: 'm' }).warnings).toEqual([expect.stringMatching(/^CODEX_MODEL has no effect/)]);
    expect(load({ CODEX_MODEL: 'm', SPEC_AUTOMATION_AGENT_BACKEND: 'codex-exec' }).warnings).toEqual([]);
  });
});
