// Fetches a small JSON document of an identity provider: no redirects, a bounded wait, a bounded size.
import { EnvHttpProxyAgent, fetch } from 'undici';

export interface ProxySettings { httpProxy?: string | undefined; httpsProxy?: string | undefined; noProxy?: string | undefined }

const patienceMilliseconds = 5000;
const mostBytes = 512 * 1024;

/** A function that answers what is at an address. It throws when that is not JSON with status 200. */
export function jsonFetcher(proxy: ProxySettings = {}): (url: string) => Promise<unknown> {
  const dispatcher = new EnvHttpProxyAgent(Object.fromEntries(Object.entries(proxy).filter(([, value]) => value !== undefined)));
  return async (url) => {
    const response = await fetch(url, { dispatcher, redirect: 'manual', headers: { accept: 'application/json' }, signal: AbortSignal.timeout(patienceMilliseconds) });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`${url} answered ${response.status}`);
    }
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += piece.length;
      // Leaving the loop ends the connection.
      if (size > mostBytes) throw new Error(`${url} answered more than ${mostBytes} bytes`);
      pieces.push(piece);
    }
    return JSON.parse(Buffer.concat(pieces).toString()) as unknown;
  };
}
