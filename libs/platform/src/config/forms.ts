// The ways in which a variable may be written, each with the words that tell an operator how.
import { z } from 'zod';
import type { Form } from './variable';

const listOf = (text: string): string[] => text.split(',').map((item) => item.trim()).filter((item) => item !== '');

export const text: Form<string> = { form: 'text', schema: z.string() };
export const path: Form<string> = { form: 'a path', schema: z.string() };
export const flag: Form<boolean> = { form: '1 or 0', schema: z.stringbool({ truthy: ['1', 'true', 'yes', 'on'], falsy: ['0', 'false', 'no', 'off'] }) };
export const list: Form<string[]> = { form: 'a comma-separated list', schema: z.string().transform(listOf) };

export const variableNames: Form<string[]> = {
  form: 'a comma-separated list of names of variables',
  schema: z.string().transform(listOf).pipe(z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))),
};

/** JSON, because arguments may hold anything. */
export const programArguments: Form<string[]> = {
  form: 'a JSON array of strings, such as ["my-agent","--quiet"]',
  schema: z.string().transform((value, context) => {
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' });
      return z.NEVER;
    }
  }).pipe(z.array(z.string()).min(1).refine(([program]) => program !== '')),
};

export function wholeNumber(minimum: number, maximum: number): Form<number> {
  return {
    form: `a whole number from ${minimum} to ${maximum}`,
    schema: z.string().regex(/^\d{1,15}$/).transform(Number).pipe(z.number().min(minimum).max(maximum)),
  };
}

export const port = wholeNumber(0, 65535);

export function choice<const Choices extends readonly [string, ...string[]]>(...choices: Choices): Form<Choices[number]> {
  return { form: `one of ${choices.join(', ')}`, schema: z.enum(choices) };
}

export function url(...schemes: string[]): Form<string> {
  return { form: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`, schema: z.string().refine((value) => isUrl(value, schemes)).transform(withoutSlash) };
}

const tracePlace = '{traceId}';

export const traceUrl: Form<string> = {
  form: `a URL that begins with http:// or https:// and contains ${tracePlace}`,
  schema: z.string().refine((value) => value.includes(tracePlace) && isUrl(value.replace(tracePlace, '0'), ['http', 'https'])),
};

export function urls(...schemes: string[]): Form<string[]> {
  return {
    form: `a comma-separated list of URLs that begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    schema: z.string().transform(listOf).pipe(z.array(z.string().refine((value) => isUrl(value, schemes))).min(1)),
  };
}

export const delays: Form<number[]> = {
  form: 'a comma-separated list of whole seconds',
  schema: z.string().transform(listOf).pipe(z.array(z.string().regex(/^\d{1,6}$/).transform(Number)).min(1)),
};

export const repositoryGlobs: Form<string[]> = {
  form: 'a comma-separated list of owner/name, where * stands for any characters',
  schema: z.string().transform(listOf).pipe(z.array(z.string().regex(/^[\w.*-]+\/[\w.*-]+$/)).min(1)),
};

const units: Record<string, number> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };
export const byteSize: Form<number> = {
  form: 'a number of bytes, such as 8GiB or 500MiB',
  schema: z.string().regex(/^\d{1,12}([KMGT]iB)?$/).transform((value) => parseInt(value, 10) * (units[value.replace(/^\d+/, '')] ?? 1)),
};

export const cpuShare: Form<number> = {
  form: 'a number of processors, such as 2 or 0.5',
  schema: z.string().regex(/^\d{1,3}(\.\d{1,2})?$/).transform(Number).pipe(z.number().min(0.1)),
};

/** Names are not resolved here; the proxy does that, and judges the addresses. */
export const egressHosts: Form<string[]> = {
  form: 'a comma-separated list of host[:port], where *.example.org stands for the names below it and !private at an end allows private addresses',
  schema: z.string().transform(listOf).pipe(z.array(z.string().regex(/^(\*\.)?([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?(!private)?$/)).min(1)),
};

/** PEM; line ends may be written as `\n`, because many ways to set a variable cannot hold real ones. */
export const privateKey: Form<string> = {
  form: 'a private key in PEM form, beginning with -----BEGIN',
  schema: z.string().transform((value) => value.replaceAll('\\n', '\n')).pipe(z.string().startsWith('-----BEGIN ')),
};

/** As OpenTelemetry writes headers: `name=value`, percent-encoded. */
export const headers: Form<Record<string, string>> = {
  form: 'a comma-separated list of name=value',
  schema: z.string().transform(listOf).pipe(z.array(z.string().regex(/^[^=\s]+\s*=/))).transform((items) => Object.fromEntries(items.map((item) => {
    const separator = item.indexOf('=');
    return [item.slice(0, separator).trim(), decoded(item.slice(separator + 1).trim())];
  }))),
};

/** The parts of `name=value,name=value` as they stand; a part without = has an empty value. */
export function entries(text: string): [name: string, value: string][] {
  return listOf(text).map((item) => {
    const separator = item.indexOf('=');
    return separator === -1 ? [item, ''] : [item.slice(0, separator).trim(), item.slice(separator + 1).trim()];
  });
}

function isUrl(value: string, schemes: string[]): boolean {
  return URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1));
}

function withoutSlash(value: string): string {
  return value.replace(/\/+$/, '');
}

/** Percent-escapes resolved; a text with a lone % stays as it is. */
export function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
