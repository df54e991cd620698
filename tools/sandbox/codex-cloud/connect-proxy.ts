// The HTTP proxy clients are pointed at: it hands CONNECT to a known host over to our own TLS server and refuses everything else.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  /** `http://host:port` */
  url: string;
  /** Ends the proxy and every connection through it. */
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  host: string;
  /** 0: a free one */
  port: number;
  /** The TLS server that plays a host; port 443 only. */
  destinations: ReadonlyMap<string, { emit(event: 'connection', socket: Duplex): boolean }>;
  onRefused: (target: string) => void;
}

/** Nothing is ever forwarded: a client behind this proxy cannot reach the network, which also keeps tests offline. */
export async function startConnectProxy({ host, port, destinations, onRefused }: ConnectProxyOptions): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    onRefused(`${request.method} ${request.url}`);
    response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end('Only CONNECT to the emulated hosts is allowed.\n');
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const target = request.url ?? '';
    const destination = target.endsWith(':443') ? destinations.get(target.slice(0, -':443'.length).toLowerCase()) : undefined;
    if (!destination) {
      onRefused(target);
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    destination.emit('connection', socket);
  });
  await listening(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
