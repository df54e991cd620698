// Finds out whether a server refuses our certificate. With TLS 1.3 it says so after the handshake, when the client of NATS no longer listens for it and waits.
import { readFileSync } from 'node:fs';
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { BusTls } from './bus-tls';

const patience = 5000;

/** The error with which a server ends a TLS connection that begins as the client's does; undefined when it answers, or is away. */
export async function refusalAt(server: string, { caFile, certFile, keyFile }: BusTls): Promise<unknown> {
  const { hostname, port } = new URL(server.includes('://') ? server : `nats://${server}`);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const plain = connectSocket({ host, port: Number(port || 4222) });
  plain.setTimeout(patience, () => plain.destroy());
  try {
    if (await nextOf(plain) !== 'data') return undefined;
    const pem = (name: 'ca' | 'cert' | 'key', file: string | undefined) => (file ? { [name]: readFileSync(file) } : {});
    const secured = connectTls({ socket: plain, ...(isIP(host) ? {} : { servername: host }), ...pem('ca', caFile), ...pem('cert', certFile), ...pem('key', keyFile) });
    // Whatever it answers: who is answered was not refused.
    secured.write('PING\r\n');
    const answer = await nextOf(secured);
    secured.destroy();
    return typeof answer === 'string' ? undefined : answer;
  } finally {
    plain.destroy();
  }
}

/** What comes next: data, the end, or the error itself. */
function nextOf(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => {
    socket.once('data', () => resolve('data')).on('error', resolve).once('close', () => resolve('closed'));
  });
}
