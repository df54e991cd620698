// For tests: an emulated GitHub on which an App is installed, and the App's key.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGithubEmulator, type GithubEmulator } from '../../../tools/sandbox/github/emulator';
import type { GithubApp, Installation } from '../../../tools/sandbox/github/github-apps';
import { writing, type AppPermissions } from './github-app';
import { InstallationTokens, type InstallationTokensOptions } from './installation-tokens';

type Granted = Installation['repositories'][string];

export const shop = 'acme/shop';
export const books = 'acme/books';

export function newKey(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } });
}

export class EmulatedApp {
  /** Everything that the App's tokens have told to be kept secret, the newest telling last. */
  readonly told: string[][] = [];
  readonly publicKey: string;

  private constructor(readonly github: GithubEmulator, readonly app: GithubApp, readonly privateKey: string, readonly directory: string) {
    this.publicKey = app.publicKey;
  }

  /** With the private repositories `shop` and `books`, each of one file. */
  static async start(): Promise<EmulatedApp> {
    const directory = mkdtempSync(join(tmpdir(), 'specline-app-'));
    const { privateKey, publicKey } = newKey();
    const app: GithubApp = { id: 7, slug: 'specline', publicKey, installations: [] };
    const bench = new EmulatedApp(await startGithubEmulator({ dataDir: join(directory, 'github'), tokens: [], apps: [app] }), app, privateKey, directory);
    for (const repository of [shop, books]) await bench.github.control.createRepository({ repository, files: { 'README.md': `# ${repository}\n` }, private: true });
    await bench.install();
    return bench;
  }

  /** On both repositories, with these permissions. */
  async install(granted: Granted = { contents: 'write', pull_requests: 'write', workflows: 'write' }, suspended = false): Promise<void> {
    await this.github.control.putInstallation({ app: 7, installation: { id: 70, account: 'acme', repositories: { [shop]: granted, [books]: granted }, suspended } });
  }

  tokens(permissions: AppPermissions = writing, { app, ...options }: Partial<InstallationTokensOptions> = {}): InstallationTokens {
    return new InstallationTokens({ ...this.options(permissions), secrets: (secrets) => { this.told.push(secrets); }, ...options, app: { id: '7', privateKey: this.privateKey, ...app } });
  }

  options(permissions: AppPermissions = writing) {
    return { app: { id: '7', privateKey: this.privateKey }, permissions, apiUrl: this.github.apiUrl, secondMilliseconds: 10, timeoutMilliseconds: 5_000 };
  }

  /** How many tokens GitHub has made since the last `clearEffects`. */
  async made(): Promise<number> {
    return (await this.github.control.effects()).requests['POST /app/installations/{id}/access_tokens'] ?? 0;
  }

  async close(): Promise<void> {
    await this.github.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
