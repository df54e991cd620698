// The sandbox: a GitHub, a Codex Cloud, a model for agents in job containers and a sample repository on this machine, and what the services must be told to use them.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startCodexCloudEmulator, type CodexCloudEmulator } from '../sandbox/codex-cloud/codex-cloud-emulator';
import type { CloudSettings } from '../sandbox/codex-cloud/cloud-settings';
import { startGithubEmulator, type GithubEmulator } from '../sandbox/github/emulator';
import type { Token } from '../sandbox/github/tokens';
import { startModelApi, type ModelApi } from '../sandbox/model-api/model-api';
import { createSampleTokens, installSampleRepository, resetSampleRepository, sample } from '../sandbox/sample-repository/sample-repository';

export interface SandboxOptions {
  dataDir: string;
  /** Of the emulated Codex Cloud; it is quick unless told otherwise. */
  cloud?: Partial<CloudSettings>;
  /** Further repositories with an environment of their own, for tests. */
  repositories?: readonly string[];
  /** Instead of those that open the sample repository only. */
  tokens?: { write: Token; read: Token };
  /** The address of this machine that job containers reach: there listen the emulated GitHub and a model for their agents. Without it GitHub listens on loopback, and there is no model. */
  jobHost?: string;
}

export interface Sandbox {
  github: GithubEmulator;
  cloud: CodexCloudEmulator;
  /** For every service. */
  settings: NodeJS.ProcessEnv;
  /** The token that may write, for the publisher alone. */
  publisherSettings: NodeJS.ProcessEnv;
  /** What agents in job containers reach their model by, for the runner alone. */
  runnerSettings: NodeJS.ProcessEnv;
  model: ModelApi | undefined;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

const sampleEnvironment = 'env-corner-shop';

/** Names of real credentials and addresses that nothing in the sandbox may see. */
export const realCredentials = [
  'GH_TOKEN', 'GITHUB_TOKEN', 'GITHUB_READ_TOKEN', 'GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'CODEX_API_KEY', 'CODEX_ACCESS_TOKEN', 'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY', 'GOOGLE_API_KEY', 'DEFAULT_EMBEDDING_PROVIDER', 'HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'all_proxy', 'CODEX_ENV', 'CODEX_ENVS', 'CODEX_HOME', 'CODEX_BIN',
] as const;

export async function startSandbox({ dataDir, cloud: cloudSettings, repositories = [], tokens = createSampleTokens(), jobHost }: SandboxOptions): Promise<Sandbox> {
  const folder = (name: string): string => {
    const path = join(dataDir, 'sandbox', name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const { write, read } = tokens;
  const github = await startGithubEmulator({ dataDir: folder('github'), tokens: [write, read], ...(jobHost ? { host: jobHost } : {}) });
  await installSampleRepository(github.control);
  const environmentOf = new Map([[sample.repository, sampleEnvironment], ...repositories.map((repository): [string, string] => [repository, `env-${repository.replace(/[^a-z0-9]+/gi, '-')}`])]);
  const cloud = await startCodexCloudEmulator({
    dataDir: folder('codex-cloud'), host: '127.0.0.1', port: 0, ...(cloudSettings ? { settings: cloudSettings } : {}),
    environments: [...environmentOf].map(([repository, id]) => ({ id, label: repository, repository })),
    gitUrl: (repository) => ({ url: `${github.serverUrl}/${repository}.git`, token: read.value }),
  });
  const modelKey = `sk-sandbox-${randomBytes(18).toString('hex')}`;
  const model = jobHost === undefined ? undefined : await startModelApi({ host: jobHost, keys: [modelKey] });
  const home = await cloud.codexHome(folder('codex-home'));
  return {
    github, cloud, model,
    settings: {
      ...Object.fromEntries(realCredentials.map((name) => [name, undefined])),
      ...cloud.environmentVariables(),
      SPEC_WORKFLOW_TEST_MODE: '1', GITHUB_API_URL: github.apiUrl, GITHUB_SERVER_URL: github.serverUrl, GITHUB_READ_TOKEN: read.value,
      CODEX_HOME: home, CODEX_ENVS: [...environmentOf].map(([repository, id]) => `${repository}=${id}`).join(','),
      SPECLINE_CODEX_POLL_SECONDS: '1', SPECLINE_SETTLE_SECONDS: '3',
    },
    publisherSettings: { GH_TOKEN: write.value },
    runnerSettings: model ? { CODEX_API_KEY: modelKey, SPEC_AUTOMATION_CODEX_BASE_URL: model.baseUrl } : {},
    reset: () => resetSampleRepository(github.control),
    stop: async () => {
      await model?.close();
      await cloud.close();
      await github.close();
    },
  };
}
