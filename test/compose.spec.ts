// docker-compose.yaml against the table of variables and the users of NATS: what is handed to whom.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { passedToChildren, passedToCodex, services, variables, type Service, type Variable } from '#platform';

interface ComposeService {
  image: string;
  environment?: Record<string, string | null>;
  ports?: string[];
  volumes?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  restart?: string;
}

const folder = join(__dirname, '..');
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'), { merge: true });
const compose = read('docker-compose.yaml') as { services: Record<string, ComposeService>; volumes: Record<string, unknown> };
const variablesOf = (service: string): string[] => Object.keys(compose.services[service]?.environment ?? {}).sort();

/** The Dockerfile sets them: they are about the inside of the container. */
const ofTheImage = ['SPECLINE_HOST', 'PORT', 'SPECLINE_OPS_PORT', 'SPECLINE_DATA_DIR', 'SPEC_WORKFLOW_ARTIFACT_ROOT', 'CODEX_HOME', 'CODEX_BIN'];
/** A path or socket of the machine means nothing in a container. */
const paths = ['NATS_CREDS', 'NATS_CA', 'NATS_CERT', 'NATS_KEY', 'PGSSLROOTCERT', 'PGSSLCERT', 'PGSSLKEY', 'DOCKER_HOST', 'CODEX_CA_CERTIFICATE', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO'];
const ofTheLocalStack = ['SPECLINE_SUPERVISED'];

function expectedFor(service: Service): string[] {
  const used = Object.entries<Variable>(variables).filter(([, { usedBy }]) => usedBy.includes(service)).map(([name]) => name);
  const startsPrograms = ['discovery', 'codex-runner', 'publisher'].includes(service);
  const proxiesOfWebhooks = service === 'projection' ? ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'] : [];
  const passed = [...proxiesOfWebhooks, ...(startsPrograms ? Object.keys(passedToChildren) : []), ...(service === 'codex-runner' ? Object.keys(passedToCodex) : [])];
  return [...new Set([...used, ...passed])].filter((name) => ![...ofTheImage, ...paths, ...ofTheLocalStack].includes(name)).sort();
}

test.each(services)('%s is given the variables that the table lists for it, and no other', (service) => {
  expect(variablesOf(service)).toEqual(expectedFor(service));
});

test.each([...services, 'set-up'])('%s runs on a read-only root without capabilities', (service) => {
  expect(compose.services[service]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
});

test('each service comes to NATS as its own user, and only set-up as operations', () => {
  const users = Object.entries(compose.services).flatMap(([name, { environment }]) => {
    const url = environment?.NATS_URL;
    return url ? [[name, new URL(url.replace(/\$\{\w+\}/, 'password')).username]] : [];
  });
  expect(Object.fromEntries(users)).toEqual({ 'set-up': 'operations', ...Object.fromEntries(services.map((service) => [service, service])) });
});

test('the password of every NATS user comes from the environment', () => {
  const users = [...readFileSync(join(folder, 'config/nats/users.conf'), 'utf8').matchAll(/password: \$(\w+)/g)].map(([, variable]) => variable).sort();
  expect(variablesOf('nats').filter((name) => name.endsWith('_PASSWORD'))).toEqual(users);
});

test('only the gateway and the collector are reached from the machine, and from nowhere else', () => {
  const published = Object.entries(compose.services).filter(([, { ports }]) => ports);
  expect(published.map(([name]) => name)).toEqual(['gateway', 'collector']);
  for (const [, { ports }] of published) expect(ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
});

test('every service that stays is started again when it ends', () => {
  const lasting = Object.entries(compose.services).filter(([name]) => !['set-up', 'backup'].includes(name));
  expect(lasting.filter(([, { restart }]) => restart !== 'unless-stopped')).toEqual([]);
});

test('a backup holds every volume that cannot be made again', () => {
  const kept = compose.services.backup?.volumes?.map((volume) => volume.split(':')[0]).filter((name) => name !== './backup');
  expect(kept).toEqual(['nats', 'postgres', 'artifacts', 'codex-home']);
});

test('the collector reads the metrics of every service', () => {
  const collector = JSON.stringify(read('config/otel/collector.yaml'));
  expect(services.filter((service) => !collector.includes(`"${service}:8080"`))).toEqual([]);
});

test('docker-compose.tls.yaml gives every service the authority of NATS, and those of the database that of PostgreSQL', () => {
  const secured = read('docker-compose.tls.yaml') as typeof compose;
  expect(Object.keys(secured.services).sort()).toEqual(['codex-runner', 'discovery', 'gateway', 'nats', 'postgres', 'projection', 'publisher', 'set-up']);
  for (const name of [...services, 'set-up']) {
    const { environment = {}, volumes } = secured.services[name] ?? {};
    const mounted = volumes?.map((volume) => volume.split(':')[1]);
    expect(Object.keys(environment)).toEqual(compose.services[name]?.environment?.DATABASE_URL ? ['NATS_CA', 'PGSSLROOTCERT'] : ['NATS_CA']);
    expect(mounted).toEqual([...new Set(Object.values(environment))]);
  }
});

test('the TLS of NATS is its usual configuration and the files that are mounted for it', () => {
  const conf = readFileSync(join(folder, 'config/nats/tls.conf'), 'utf8');
  expect(conf).toContain('include "nats.conf"');
  const { nats, postgres } = (read('docker-compose.tls.yaml') as { services: Record<string, { command: string[]; volumes: string[] }> }).services;
  const placesOf = (volumes: string[] | undefined) => volumes?.map((volume) => volume.split(':')[1]).sort();
  expect([...conf.matchAll(/_file: "([^"]+)"/g)].map(([, path]) => path).sort()).toEqual(placesOf(nats?.volumes));
  expect(postgres?.command.flatMap((word) => /_file=(.*)/.exec(word)?.[1] ?? []).sort()).toEqual(placesOf(postgres?.volumes));
});
