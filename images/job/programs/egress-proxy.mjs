#!/usr/bin/env node
// The only way out of a job's network: an HTTP proxy that reaches what is listed and nothing else.
// @ts-check
import { createServer, request as sendRequest, STATUS_CODES } from 'node:http';
import { EgressLog } from './egress-log.mjs';
import { readAllowList, readAuthority } from './egress-rules.mjs';
import { addressesOf, connectToAny, Refusal } from './egress-target.mjs';
import { number, ProgramFailure, run } from './program.mjs';

/** What concerns one connection only, and not the next one. */
const hopByHop = ['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'];
const bounds = { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 0, connectionsCheckingInterval: 2_000, keepAliveTimeout: 5_000 };
const log = new EgressLog((line) => process.stdout.write(`${line}\n`));

await run('egress', () => {
  const entries = allowList();
  const idleMs = number('SPECLINE_EGRESS_IDLE_SECONDS', 600) * 1000;
  const server = createServer(bounds);
  server.maxConnections = number('SPECLINE_EGRESS_MAX_CONNECTIONS', 256);
  server.timeout = idleMs;
  server.on('connect', (request, socket, head) => void tunnel({ entries, idleMs }, request.url ?? '', socket, head));
  server.on('request', (request, response) => void forward({ entries, idleMs }, request, response));
  server.on('upgrade', (_request, socket) => refuse(socket, 400));
  server.on('clientError', (_error, socket) => refuse(socket, 400));
  const port = process.env.SPECLINE_EGRESS_PORT === '0' ? 0 : number('SPECLINE_EGRESS_PORT', 3128);
  server.listen(port, process.env.SPECLINE_EGRESS_HOST || '0.0.0.0', () => log.write({ listening: /** @type {import('node:net').AddressInfo} */ (server.address()).port }));
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
});

/**
 * CONNECT: bytes in both directions, whatever they are.
 * @typedef {{ entries: import('./egress-rules.mjs').Entry[], idleMs: number }} Rules
 * @param {Rules} rules @param {string} authority @param {import('node:stream').Duplex} client @param {Buffer} head
 */
async function tunnel({ entries, idleMs }, authority, client, head) {
  client.on('error', () => client.destroy());
  try {
    const upstream = await open(entries, readAuthority(authority), authority);
    if (client.destroyed) return void upstream.destroy();
    upstream.on('error', () => upstream.destroy()).on('close', () => client.destroy()).setTimeout(idleMs, () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    client.pipe(upstream).pipe(client);
  } catch (error) {
    refuse(client, error instanceof Refusal ? error.status : 500);
  }
}

/** A request for `http://…`, sent on to where it wants to go. @param {Rules} rules @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
async function forward({ entries, idleMs }, request, response) {
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
  try {
    const isPlain = url?.protocol === 'http:' && !url.username && !url.password;
    const upstream = await open(entries, isPlain ? readAuthority(url.host, 80) : undefined, request.url ?? '');
    upstream.on('error', () => upstream.destroy()).setTimeout(idleMs, () => upstream.destroy());
    response.on('close', () => upstream.destroy());
    const headers = { ...endToEnd(request.headers), host: url?.host ?? '', connection: 'close' };
    const sent = sendRequest({ createConnection: () => upstream, method: request.method, path: `${url?.pathname}${url?.search}`, headers, maxHeaderSize: bounds.maxHeaderSize });
    sent.on('error', () => failed(response)).on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      answer.on('error', () => response.destroy()).pipe(response);
    });
    request.pipe(sent);
  } catch (error) {
    response.writeHead(error instanceof Refusal ? error.status : 500, { connection: 'close' }).end();
  }
}

/** @param {Rules['entries']} entries @param {{ host: string, port: number } | undefined} place @param {string} asked as it was asked for */
async function open(entries, place, asked) {
  const named = place ?? { host: asked.slice(0, 255), port: null };
  try {
    if (!place) throw new Refusal(400, 'malformed');
    const addresses = await addressesOf(entries, place);
    const upstream = await connectToAny(addresses, place.port);
    log.write({ ...named, allowed: true });
    return upstream;
  } catch (error) {
    const reason = error instanceof Refusal ? error.reason : 'failed';
    log.write({ ...named, allowed: reason === 'unreachable', reason });
    throw error;
  }
}

/** @param {import('node:http').IncomingHttpHeaders} headers */
function endToEnd(headers) {
  const named = (headers.connection ?? '').toLowerCase().split(',').map((name) => name.trim());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name) && !named.includes(name)));
}

/** @param {import('node:http').ServerResponse} response */
function failed(response) {
  if (response.headersSent) response.destroy();
  else response.writeHead(502, { connection: 'close' }).end();
}

/** @param {import('node:stream').Duplex} client @param {number} status */
function refuse(client, status) {
  if (client.destroyed || !client.writable) return;
  client.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => client.destroy());
}

function allowList() {
  try {
    return readAllowList(process.env.SPECLINE_EGRESS_ALLOW ?? '');
  } catch (error) {
    throw new ProgramFailure('usage', `SPECLINE_EGRESS_ALLOW: ${error instanceof Error ? error.message : error}`);
  }
}
