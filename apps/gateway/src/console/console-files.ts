// Serves the built console: its page for every address it has a view for, and the files that belong to it.
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import compress from '@fastify/compress';
import files from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docsPath } from '../openapi/document';
import { consolePolicy, withNonce } from './console-policy';

/** The addresses of its views; what is not listed here is answered 404, to a browser with the page that says so. */
const views = ['/', '/runs', '/runs/:id', '/start', '/board', '/health', '/insight', '/notifications', '/audit', '/sign-in'];
const page = 'index.html';

/** @param directory where the build has put the console; without it `/` leads to the description of the API */
export async function serveConsole(server: FastifyInstance, directory: string | undefined): Promise<void> {
  if (directory === undefined || !existsSync(join(directory, page))) {
    server.get('/', (_request, reply) => reply.redirect(`/${docsPath}`));
    return;
  }
  // A scope of its own: only these answers are compressed, none that comes from the API.
  await server.register(async (scope) => {
    await scope.register(compress, { encodings: ['br', 'gzip'] });
    for (const view of views) scope.get(view, (_request, reply) => sendPage(reply, directory));
    scope.get('/*', (request, reply) => (isLostPerson(request) ? sendPage(reply.code(404), directory) : reply.callNotFound()));
    await serveFiles(scope, directory);
  });
}

/** Somebody with a browser, at an address that is none: the page says so better than a problem document. */
function isLostPerson({ url, headers }: FastifyRequest): boolean {
  return !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html');
}

async function sendPage(reply: FastifyReply, directory: string): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString('base64url');
  const { html, hasNonce } = withNonce(await readFile(join(directory, page), 'utf8'), nonce);
  return reply.headers({ 'content-security-policy': consolePolicy(hasNonce ? nonce : undefined), 'cache-control': 'no-store' }).type('text/html; charset=utf-8').send(html);
}

/** Files below `assets` bear a hash of what is in them in their names; the few beside the page do not. */
async function serveFiles(scope: FastifyInstance, directory: string): Promise<void> {
  const plain = { index: false, redirect: false, dotfiles: 'deny' } as const;
  await scope.register(files, { ...plain, root: join(directory, 'assets'), prefix: '/assets/', immutable: true, maxAge: '365d', decorateReply: !scope.hasReplyDecorator('sendFile') });
  const beside = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== page && !entry.name.startsWith('.'));
  for (const { name } of beside) scope.get(`/${name}`, (_request, reply) => reply.sendFile(name, directory, { maxAge: 0, immutable: false }));
}
