// Reads the environment once at boot and reports every fault of it together. Nobody else looks at `process.env`.
import { readFileSync } from 'node:fs';
import { assemble, type Config } from './config';
import { variables, type Values } from './environment';
import type { Variable } from './variable';
import { oidcContradictions } from './oidc';
import { skillContradictions } from './skills';
import { tlsFaults } from './tls';
import { warningsOf } from './warnings';
import { webhookContradictions } from './webhooks';

export type Environment = Record<string, string | undefined>;

/** Every fault of the environment, one sentence each, saying what to do. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The environment cannot be used:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    // An operator needs the faults; where in the code they were found is no help.
    this.stack = `${this.name}: ${this.message}`;
  }
}

export interface LoadedConfig extends Config {
  /** To be logged at boot, one sentence each. */
  warnings: string[];
}

export interface LoadOptions {
  /** Relative paths start here; default: the working directory. */
  directory?: string;
  readFile?: (path: string) => string;
}

/**
 * An empty variable counts as absent; a secret may come from the file that `<NAME>_FILE` names.
 * @throws ConfigError
 */
export function loadConfig(given: Environment = process.env, options: LoadOptions = {}): LoadedConfig {
  const faults: string[] = [];
  const readFile = options.readFile ?? ((path: string) => readFileSync(path, 'utf8'));
  const environment = withSecretsFromFiles(given, readFile, faults);
  const values = parse(environment, faults);
  const directory = options.directory ?? process.cwd();
  faults.push(...contradictionsOf(values), ...tlsFaults(values, directory, readFile));
  if (faults.length > 0) throw new ConfigError(faults);
  const config = assemble(values, { environment, directory });
  return { ...config, warnings: warningsOf(Object.keys(environment), config) };
}

function withSecretsFromFiles(given: Environment, readFile: (path: string) => string, faults: string[]): Record<string, string> {
  const environment = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value?.trim() ?? '']).filter(([, value]) => value !== '')) as Record<string, string>;
  for (const [name, { secret }] of Object.entries<Variable>(variables)) {
    const file = environment[`${name}_FILE`];
    if (!secret || file === undefined) continue;
    if (environment[name] !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set: keep one of them.`);
      continue;
    }
    try {
      const value = readFile(file).trim();
      if (value === '') faults.push(`${name}_FILE names the file ${file}, which is empty: write the secret into it, or unset ${name}_FILE.`);
      else environment[name] = value;
    } catch (error) {
      faults.push(`${name}_FILE names the file ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}): give the path of a readable file.`);
    }
  }
  return environment;
}

function parse(environment: Record<string, string>, faults: string[]): Values {
  const parsed = Object.entries<Variable>(variables).map(([name, variable]): [string, unknown] => {
    const raw = environment[name] ?? variable.default;
    if (raw === undefined) return [name, undefined];
    const result = variable.schema.safeParse(raw);
    if (!result.success) faults.push(`${name} ${variable.secret ? 'cannot be used' : `is ${JSON.stringify(raw)}`}: give ${variable.form}.`);
    return [name, result.data];
  });
  return Object.fromEntries(parsed) as Values;
}

function contradictionsOf(values: Values): string[] {
  const { GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: appKey, SPEC_AUTOMATION_AGENT_BACKEND: backend, SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS: allowed } = values;
  return [
    ...webhookContradictions(values), ...oidcContradictions(values), ...skillContradictions(values),
    appId !== undefined && appKey === undefined && 'GITHUB_APP_ID is set without GITHUB_APP_PRIVATE_KEY: set both, or neither.',
    appId === undefined && appKey !== undefined && 'GITHUB_APP_PRIVATE_KEY is set without GITHUB_APP_ID: set both, or neither.',
    ...['GH_TOKEN', 'GITHUB_TOKEN'].map((name) => appId !== undefined && values[name as 'GH_TOKEN'] !== undefined && `GITHUB_APP_ID and ${name} are both set, and only one of them can push: keep one of them.`),
    allowed && !allowed.includes(backend) && `SPEC_AUTOMATION_AGENT_BACKEND is ${JSON.stringify(backend)}, which SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS does not allow: add it there, or choose one of ${allowed.join(', ')}.`,
    values.DEFAULT_EMBEDDING_PROVIDER === 'google' && values.GOOGLE_API_KEY === undefined && 'DEFAULT_EMBEDDING_PROVIDER is google, and GOOGLE_API_KEY is not set: set it to a key of the Gemini API, or set DEFAULT_EMBEDDING_PROVIDER to none.',
  ].filter((fault) => typeof fault === 'string');
}
