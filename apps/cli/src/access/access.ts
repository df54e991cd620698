// Where Specline is and who asks: from options, the environment, the configuration file, or the local stack of this checkout, in this order.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError } from '../cli-error';
import { exitCodes } from '../exit-codes';
import type { Surroundings } from '../surroundings';
import { configPath, readConfig, type Config } from './config-file';
import { findLocalStacks, type LocalStack } from './local-stack';

export interface AccessOptions { url?: string; tokenFile?: string }

/** `urlFrom` and `tokenFrom` say where each was found, in words. */
export interface Access { url: string; urlFrom: string; token: string | undefined; tokenFrom: string }

interface Found { value: string; from: string }

interface Known { config: Config; path: string; stacks: readonly LocalStack[] }

/** A token of the configuration file or of the local stack goes to the address it stands beside, and to no other. @throws CliError */
export function findAccess(options: AccessOptions, surroundings: Pick<Surroundings, 'environment' | 'directory' | 'home'>): Access {
  const path = configPath(surroundings);
  const known = { config: readConfig(path) ?? {}, path, stacks: findLocalStacks(surroundings) };
  const url = findUrl(options, surroundings.environment, known);
  const token = tokenOfCall(options, surroundings) ?? tokenOfConfig(known, url.value) ?? tokenOfStack(known, url.value);
  return { url: url.value, urlFrom: url.from, token: token && requireToken(token), tokenFrom: token?.from ?? 'nowhere' };
}

function findUrl({ url }: AccessOptions, { SPECLINE_URL }: Surroundings['environment'], { config, path, stacks: [stack] }: Known): Found {
  if (url) return requireUrl({ value: url, from: '--url' });
  if (SPECLINE_URL) return requireUrl({ value: SPECLINE_URL, from: 'SPECLINE_URL' });
  if (config.url) return requireUrl({ value: config.url, from: path });
  if (stack) return { value: stack.url, from: `the stack that runs in ${stack.directory}` };
  throw new CliError({
    code: 'access.no_url', detail: 'It is not known where Specline is.', exitCode: exitCodes.usage,
    remediation: `Set SPECLINE_URL, write {"url": "https://…", "token": "…"} to ${path} (mode 600), or start one here with: npm start`,
  });
}

/** What was said for this call counts whatever the address is. */
function tokenOfCall({ tokenFile }: AccessOptions, { environment, directory }: Pick<Surroundings, 'environment' | 'directory'>): Found | undefined {
  if (tokenFile) return fromFile(resolve(directory, tokenFile), '--token-file');
  if (environment.SPECLINE_TOKEN) return { value: environment.SPECLINE_TOKEN, from: 'SPECLINE_TOKEN' };
  if (environment.SPECLINE_TOKEN_FILE) return fromFile(resolve(directory, environment.SPECLINE_TOKEN_FILE), 'SPECLINE_TOKEN_FILE');
  return undefined;
}

function tokenOfConfig({ config, path }: Known, url: string): Found | undefined {
  if (config.url !== undefined && requireUrl({ value: config.url, from: path }).value !== url) return undefined;
  if (config.token !== undefined) return { value: config.token, from: path };
  return config.tokenFile === undefined ? undefined : fromFile(resolve(path, '..', config.tokenFile), path);
}

function tokenOfStack({ stacks }: Known, url: string): Found | undefined {
  const stack = stacks.find((one) => one.url === url);
  return stack && { value: stack.token, from: stack.tokenPath };
}

function fromFile(path: string, from: string): Found {
  try {
    return { value: readFileSync(path, 'utf8'), from: path };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'it cannot be read';
    throw new CliError({ code: 'access.token_file', detail: `The token file ${path} (${from}) cannot be read: ${reason}.`, remediation: 'Name a file that holds the token and nothing else.', exitCode: exitCodes.usage });
  }
}

function requireToken({ value, from }: Found): string {
  const token = value.trim();
  if (/^[\x21-\x7e]{16,8192}$/.test(token)) return token;
  throw new CliError({ code: 'access.token_form', detail: `What ${from} holds is no token.`, remediation: 'A token is 16 to 8192 characters without blanks, alone in its variable, field or file.', exitCode: exitCodes.usage });
}

function requireUrl({ value, from }: Found): Found {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  // It may hold a password, so it is not repeated here.
  if (!isPlain) throw new CliError({ code: 'access.url_form', detail: `${from} does not hold the address of a Specline.`, remediation: 'Give it as https://host or http://127.0.0.1:8080, without user, password, query or fragment.', exitCode: exitCodes.usage });
  return { value: url.href.replace(/\/+$/, ''), from };
}
