// The proxy as its own process, and servers beyond it that remember what reached them.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, createServer as createEchoServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { until } from '../../../tools/stack/until';

export interface Line { at: string; host?: string; port?: number; allowed?: boolean; reason?: string; listening?: number }

export class EgressProxy {
  readonly lines: Line[] = [];
  stderr = '';
  private readonly process: ChildProcess;
  readonly ended: Promise<number | null>;

  private constructor(environment: Record<string, string>) {
    this.process = spawn(process.execPath, [join(__dirname, 'egress-proxy.mjs')], {
      env: { PATH: process.env.PATH, SPECLINE_EGRESS_PORT: '0', SPECLINE_EGRESS_HOST: '127.0.0.1', ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    let rest = '';
    this.process.stdout!.setEncoding('utf8').on('data', (piece: string) => {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines.map((line) => JSON.parse(line) as Line));
    });
    this.process.stderr!.setEncoding('utf8').on('data', (piece: string) => (this.stderr += piece));
    this.ended = once(this.process, 'close').then(([code]) => code as number | null);
  }

  /** Ready, or ended when it does not start. */
  static async start(allow: string, environment: Record<string, string> = {}): Promise<EgressProxy> {
    const proxy = new EgressProxy({ SPECLINE_EGRESS_ALLOW: allow, ...environment });
    let hasEnded: true | undefined;
    void proxy.ended.then(() => (hasEnded = true));
    await until('the proxy listens', () => proxy.lines[0] ?? hasEnded);
    return proxy;
  }

  get port(): number {
    return this.lines[0]!.listening!;
  }

  /** What was said after the first line, without times. */
  said(): Omit<Line, 'at'>[] {
    return this.lines.slice(1).map(({ at: _at, ...line }) => line);
  }

  connection(): Socket {
    return connect({ port: this.port, host: '127.0.0.1' }).on('error', () => undefined);
  }

  /** Sends bytes and answers everything that comes back until the connection is closed. */
  async say(bytes: string | Buffer, more: string[] = []): Promise<string> {
    const socket = this.connection();
    let answer = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      answer += piece;
      const next = more.shift();
      if (next !== undefined) socket.write(next);
    });
    socket.write(bytes);
    // A connection that is reset has ended, too.
    await new Promise((resolve) => socket.on('close', resolve));
    return answer;
  }

  async close(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return this.ended;
  }
}

/** A server that says back what it is told, until it is told `bye`. */
export async function echoServer(): Promise<Server & { connections: Socket[]; port: number }> {
  const connections: Socket[] = [];
  const server = createEchoServer((socket) => {
    connections.push(socket);
    socket.on('error', () => undefined).on('data', (piece) => (piece.includes('bye') ? socket.end(piece) : socket.write(piece)));
  });
  await listen(server);
  return Object.assign(server, { connections, port: (server.address() as AddressInfo).port });
}

/** Remembers requests; `/moved` leads elsewhere, `/large` answers with very large headers. */
export async function httpServer(): Promise<{ requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[]; port: number; close(): void }> {
  const requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
      requests.push({ method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(pieces).toString() });
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      if (request.url === '/large') response.setHeader('x-large', 'x'.repeat(40_000));
      response.writeHead(request.url === '/moved' ? 302 : 200, request.url === '/moved' ? { location: 'http://169.254.169.254/' } : {}).end(`answer to ${request.method}`);
    });
  });
  await listen(server);
  return { requests, port: (server.address() as AddressInfo).port, close: () => { server.closeAllConnections(); server.close(); } };
}

async function listen(server: { listen(port: number, host: string): unknown; once(event: 'listening', listener: () => void): unknown }): Promise<void> {
  const listening = new Promise<void>((resolve) => server.once('listening', resolve));
  server.listen(0, '127.0.0.1');
  await listening;
}
