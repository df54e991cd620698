// Who is told of a run's end: addresses, secrets and events by the name of a webhook.
import { z } from 'zod';
import { runEvents, type RunEvent } from '#contracts';
import { entries } from './forms';
import type { Form } from './variable';

/** `url` has no user and password; `secrets` are in the form `whsec_<base64>`, and each of them signs. */
export interface WebhookSettings {
  name: string;
  url: string;
  secrets: string[];
  events: readonly RunEvent[];
}

const name = /^[\w-]{1,64}$/;
/** As the Standard Webhooks ask for: 24 to 64 bytes. */
const secret = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;
const events: readonly string[] = runEvents;

function named<Value>(form: string, valueOf: (text: string) => Value | undefined): Form<ReadonlyMap<string, Value>> {
  return {
    form,
    schema: z.string().transform((text, context) => {
      const parsed = entries(text).map(([key, value]) => [key, name.test(key) ? valueOf(value) : undefined] as const);
      const wrong = parsed.findIndex(([key, value], index) => value === undefined || parsed.findIndex(([other]) => other === key) < index);
      if (wrong === -1) return new Map(parsed as [string, Value][]);
      context.addIssue({ code: 'custom', message: `entry ${wrong + 1} is not of this form` });
      return z.NEVER;
    }),
  };
}

export const webhookUrls = named('a comma-separated list of name=https://…, each name once, of letters, digits, - and _, without user or password in the URL', urlOf);
export const webhookSecrets = named('a comma-separated list of name=whsec_…, 24 to 64 random bytes in base64; during an exchange both secrets with : between', (text) => allOf(text, (one) => secret.test(one)));
export const webhookEvents = named(`a comma-separated list of name=event:event, of ${runEvents.join(', ')}`, (text) => allOf(text, (one) => events.includes(one)) as RunEvent[] | undefined);

function urlOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, href } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href : undefined;
}

function allOf(text: string, isRight: (part: string) => boolean): string[] | undefined {
  const parts = text.split(':').map((part) => part.trim());
  return parts.every(isRight) ? parts : undefined;
}

export interface WebhookVariables {
  SPECLINE_WEBHOOKS: ReadonlyMap<string, string> | undefined;
  SPECLINE_WEBHOOK_SECRETS: ReadonlyMap<string, string[]> | undefined;
  SPECLINE_WEBHOOK_EVENTS: ReadonlyMap<string, RunEvent[]> | undefined;
  SPECLINE_WEBHOOK_PRIVATE_ADDRESSES: boolean;
}

export function webhooksOf({ SPECLINE_WEBHOOKS: urls, SPECLINE_WEBHOOK_SECRETS: secrets, SPECLINE_WEBHOOK_EVENTS: wanted }: WebhookVariables): WebhookSettings[] {
  return Array.from(urls ?? [], ([one, url]) => ({ name: one, url, secrets: secrets?.get(one) ?? [], events: wanted?.get(one) ?? runEvents }));
}

/** What fits together in each variable and not between them, one sentence each. */
export function webhookContradictions({ SPECLINE_WEBHOOKS: urls, SPECLINE_WEBHOOK_SECRETS: secrets, SPECLINE_WEBHOOK_EVENTS: wanted, SPECLINE_WEBHOOK_PRIVATE_ADDRESSES: allowed }: WebhookVariables): string[] {
  const known = new Map(urls ?? []);
  return [
    ...[...known.keys()].filter((one) => !secrets?.has(one)).map((one) => `SPECLINE_WEBHOOKS has ${one}, and SPECLINE_WEBHOOK_SECRETS has no secret for it: add ${one}=whsec_… there.`),
    ...[...known].filter(([, url]) => !allowed && url.startsWith('http:')).map(([one]) => `SPECLINE_WEBHOOKS has ${one} with http://: use https://, or set SPECLINE_WEBHOOK_PRIVATE_ADDRESSES=1 for a receiver in your own network.`),
    ...[...wanted?.keys() ?? []].filter((one) => !known.has(one)).map((one) => `SPECLINE_WEBHOOK_EVENTS has ${one}, which SPECLINE_WEBHOOKS does not have: add it there, or remove it here.`),
  ];
}
