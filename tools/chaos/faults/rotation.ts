// Secrets are changed while they are used: the password of a service at NATS, that of the database, the tokens of the API. Whoever supervises a service gives it the new one.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { runsPath } from '#contracts';
import { services as parts } from '#platform';
import { natsUsersFile } from '../../stack/infrastructure';
import { until } from '../../stack/until';
import type { Load } from '../load';
import type { Random } from '../random';
import type { Scene } from '../scene';
import type { Fault } from './fault';
import { replicasOf, startAgain } from './replicas';

/** Gateways answer 429 to whoever shows them more than one wrong token in two seconds for long. */
const betweenLooks = 3000;

export const rotation: Fault = {
  strikes: 4, seconds: 60,
  strike: (scene, random, load) => random.pick([natsPassword, databasePassword, apiToken])(scene, random, load),
};

/** Nobody else has ever used it. */
function newSecret({ secrets }: Scene): string {
  const secret = `p${randomBytes(24).toString('hex')}`;
  secrets.push(secret);
  return secret;
}

/** A service whose password is refused ends by itself, and has the new one when it starts again. Some seconds later it is changed back. */
async function natsPassword(scene: Scene, random: Random): Promise<string> {
  const { nats } = scene.stack.infrastructure.servers;
  if (!nats) throw new Error('NATS does not belong to this installation');
  const user = random.pick(parts);
  const replicas = replicasOf(user, scene);
  const before = replicas.map(({ service }) => service.environment.NATS_URL ?? '');
  const secret = newSecret(scene);
  const rotated = join(scene.stack.data.path, 'nats/users-rotated.conf');
  const password = `$NATS_${user.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
  writeFileSync(rotated, readFileSync(natsUsersFile, 'utf8').replace(password, `"${secret}"`), { mode: 0o600 });
  replicas.forEach(({ service }, place) => service.changeNextStart({ NATS_URL: withPassword(before[place] ?? '', secret) }));
  nats.reload(rotated);
  await pause(random.between(4, 10) * 1000);
  replicas.forEach(({ service }, place) => service.changeNextStart({ NATS_URL: before[place] }));
  nats.reload(natsUsersFile);
  return `the password of ${user} at NATS was changed, and changed back`;
}

/** Connections that are open stay; whoever uses the database is started again, one after the other. */
async function databasePassword(scene: Scene): Promise<string> {
  const { databaseUrl } = scene.stack.infrastructure;
  const replicas = [...replicasOf('gateway', scene), ...replicasOf('projection', scene)];
  const change = async (from: string, to: string): Promise<void> => {
    await setPassword(withPassword(databaseUrl, from), to);
    for (const { service } of replicas) service.changeNextStart({ DATABASE_URL: withPassword(service.environment.DATABASE_URL ?? '', to) });
    for (const replica of replicas) await startAgain(replica);
  };
  const [old, secret] = [new URL(databaseUrl).password, newSecret(scene)];
  await change(old, secret);
  await change(secret, old);
  return 'the password of PostgreSQL was changed, and changed back';
}

async function setPassword(connectionString: string, password: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(`ALTER ROLE CURRENT_USER PASSWORD '${password}'`);
  await client.end();
}

/** A token in the gateways' file is replaced: both take the new one, and the old one no more, without a restart. */
async function apiToken(scene: Scene, _random: Random, load: Load): Promise<string> {
  const file = join(scene.folder, 'api-tokens');
  const { setting } = scene.installation.operator;
  const write = (token: string): void => writeFileSync(file, `${setting},viewer:guest:${createHash('sha256').update(token).digest('hex')}`, { mode: 0o600 });
  const [old, secret] = [newSecret(scene), newSecret(scene)];
  write(old);
  for (const replica of replicasOf('gateway', scene)) {
    replica.service.changeNextStart({ SPECLINE_API_TOKENS: '', SPECLINE_API_TOKENS_FILE: file });
    await startAgain(replica);
  }
  await answers(scene, { [old]: 200, [secret]: 401 }, load);
  write(secret);
  await answers(scene, { [old]: 401, [secret]: 200 }, load);
  return 'a token of the API was replaced';
}

async function answers({ urls }: Scene, expected: Record<string, number>, load: Load): Promise<void> {
  const status = (url: string, token: string): Promise<number> => fetch(`${url}/${runsPath}?limit=1`, { headers: { authorization: `Bearer ${token}` } }).then((answer) => answer.status, () => 0);
  const all = async (): Promise<boolean> => (await Promise.all(urls.flatMap((url) => Object.entries(expected).map(async ([token, wanted]) => (await status(url, token)) === wanted)))).every(Boolean);
  await until('both gateways know the tokens', async () => (await all()) || undefined, 120_000, betweenLooks).catch(() => load.wrongAnswers.push('the gateways did not take the API tokens that were given to them'));
}

function withPassword(address: string, password: string): string {
  const url = new URL(address);
  url.password = password;
  return url.toString();
}
