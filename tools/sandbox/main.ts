// The sandbox as one process, for containers: a GitHub with the sample repository, and a Codex Cloud that is signed in to.
// SANDBOX_HOST is the name by which the services reach it. GH_TOKEN and GITHUB_READ_TOKEN are what the publisher and the readers present;
// CODEX_HOME is the runner's, and gets the login and the certificate authority.
import { copyFile, mkdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { startCodexCloudEmulator, type CodexCloudEmulator } from './codex-cloud/codex-cloud-emulator';
import { startGithubEmulator } from './github/emulator';
import { createSampleTokens, makeSamplePhaseAvailable, sample } from './sample-repository/sample-repository';

const githubPort = 3000;
const proxyPort = 3128;

interface Settings { host: string; dataDir: string; codexHome: string; writeToken: string; readToken: string }

/** GitHub opens last: who reaches the sample repository finds everything else in place. */
async function main(settings: Settings): Promise<void> {
  const cloud = await startCloud(settings);
  const { write, read } = createSampleTokens();
  const github = await startGithubEmulator({
    dataDir: join(settings.dataDir, 'github'), host: settings.host, port: githubPort, logger: (line) => console.log(`github ${line}`),
    tokens: [{ ...write, value: settings.writeToken }, { ...read, value: settings.readToken }],
  });
  const { phase } = await makeSamplePhaseAvailable(github.control);
  console.log(`The sandbox is ready: ${sample.repository} waits for ${phase}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void Promise.all([github.close(), cloud.close()]).then(() => process.exit(0)));
  }
}

async function startCloud({ host, dataDir, codexHome, readToken }: Settings): Promise<CodexCloudEmulator> {
  const folder = join(dataDir, 'codex-cloud');
  await mkdir(folder, { recursive: true });
  const cloud = await startCodexCloudEmulator({
    dataDir: folder, host: '127.0.0.1', port: 0,
    environments: [{ id: 'env-corner-shop', label: sample.repository, repository: sample.repository }],
    gitUrl: (repository) => ({ url: `http://${host}:${githubPort}/${repository}.git`, token: readToken }),
  });
  await cloud.codexHome(codexHome);
  await copyFile(cloud.caCertificatePath, join(codexHome, 'sandbox-ca.pem'));
  await openDoor(host, Number(new URL(cloud.proxyUrl).port));
  return cloud;
}

/** The emulated cloud listens on loopback only; the other containers come in here. */
async function openDoor(host: string, inside: number): Promise<void> {
  const door = createServer((caller) => {
    const proxy = connect(inside, '127.0.0.1');
    // When one side breaks off, so does the other.
    pipeline(caller, proxy, () => undefined);
    pipeline(proxy, caller, () => undefined);
  });
  await new Promise<void>((opened, refused) => door.once('error', refused).listen(proxyPort, host, opened));
  door.unref();
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`The sandbox needs ${name}: docker-compose.sandbox.yaml shows how it is set.`);
}

process.setSourceMapsEnabled(true);
main({
  host: required('SANDBOX_HOST'), dataDir: resolve(required('SPECLINE_DATA_DIR')), codexHome: resolve(required('CODEX_HOME')),
  writeToken: required('GH_TOKEN'), readToken: required('GITHUB_READ_TOKEN'),
}).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
