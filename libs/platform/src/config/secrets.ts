// Which values of a configuration may never be shown.
import type { Config } from './config';
import { decoded } from './forms';

/** The literal secrets of a configuration, for the Redactor. */
export function secretsOf(config: Config): string[] {
  const { github, codex, passages, jobs, nats, database, telemetry, proxy, api, webhooks, commandLine, agents } = config;
  const values = [
    github.token, github.readToken, github.app?.privateKey,
    codex.passThrough.CODEX_ACCESS_TOKEN, commandLine.token,
    jobs.environment.CODEX_API_KEY, jobs.environment.ANTHROPIC_API_KEY, passages.google.apiKey,
    ...Object.entries(agents.command.environment).filter(([name]) => namesSecret(name)).map(([, value]) => value),
    ...Object.values(telemetry.otlpHeaders),
    ...(api.tokens ?? []).map((token) => token.sha256),
    ...webhooks.receivers.flatMap(({ url, secrets }) => [...secrets, ...secrets.map((secret) => secret.slice('whsec_'.length)), ...pathsIn(url)]),
    ...[...nats.servers, database.url, telemetry.otlpEndpoint, proxy.httpProxy, proxy.httpsProxy].flatMap(passwordsIn),
  ];
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** Whether a variable that Specline does not know holds a secret, by its name. */
export function namesSecret(name: string): boolean {
  return /KEY|TOKEN|SECRET|PASSW|CREDENTIAL/i.test(name);
}

/** The path of a chat's webhook is a key; a short one is no secret and may be an ordinary word. */
function pathsIn(url: string): string[] {
  const { pathname, search } = new URL(url);
  return pathname.length + search.length >= 24 ? [`${pathname}${search}`] : [];
}

/** A password that is an ordinary word, such as `postgres`, is known only inside its URL: as a literal it would blank out ordinary text. */
function passwordsIn(url: string | undefined): string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const plain = decoded(new URL(url).password);
  return plain.length >= 16 || (plain.length >= 8 && !/^[a-z]+$/.test(plain)) ? [plain] : [];
}
