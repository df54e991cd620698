// Sockets that break in every way: what is read is every fact, once.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { EventFrame } from '#contracts';
import { fact, requested, runId } from '../../../../libs/contracts/fixtures/sample-facts';
import { Api } from '../api/api';
import type { CliError } from '../cli-error';
import { Interrupted } from '../interruption';
import { readEvents, type Pauses } from './run-events';

const token = '0123456789abcdef';
const history = [requested(), ...Array.from({ length: 9 }, () => fact({ stage: 'discover', state: 'intended', next: 'none' }))].map((one, index) => ({ sequence: 10 * (index + 1), fact: one }));
const pauses: Pauses = { shortest: 5, longest: 20, patience: 2000 };

type Welcome = (socket: WebSocket, after: number, request: IncomingMessage) => void;

describe('the events of a run', () => {
  let server: Server;
  let welcome: Welcome;
  let refuse: (request: IncomingMessage) => { status: number; body: string } | undefined;
  let upgrades: IncomingMessage[];
  let interruption: AbortController;
  const sequences = (frames: EventFrame[]) => frames.flatMap((frame) => ('fact' in frame ? [frame.sequence] : []));
  const api = (port = (server.address() as AddressInfo).port) => new Api({ url: `http://127.0.0.1:${port}`, urlFrom: 'test', token, tokenFrom: 'test' }, interruption.signal);

  async function read({ until = 100, change = {}, to = api() } = {}) {
    const frames: EventFrame[] = [];
    const notices: string[] = [];
    const reader = { take: (frame: EventFrame) => { frames.push(frame); return 'fact' in frame && frame.sequence >= until; }, notice: (text: string) => { notices.push(text); } };
    const trouble = await readEvents(to, reader, { runId, interrupted: interruption.signal, pauses: { ...pauses, ...change } }).then(() => undefined, (error: unknown) => error);
    return { frames, notices, trouble };
  }

  beforeEach(async () => {
    upgrades = [];
    refuse = () => undefined;
    interruption = new AbortController();
    const sockets = new WebSocketServer({ noServer: true });
    server = createServer();
    server.on('upgrade', (request, connection, head) => {
      upgrades.push(request);
      const refused = refuse(request);
      if (refused) {
        connection.end(`HTTP/1.1 ${refused.status} No\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(refused.body)}\r\nconnection: close\r\n\r\n${refused.body}`);
        return;
      }
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
      sockets.handleUpgrade(request, connection, head, (socket) => welcome(socket, after, request));
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  });
  afterEach(() => { server.closeAllConnections(); server.close(); });

  const tell = (socket: WebSocket, after: number, most = Infinity): void => {
    for (const one of history.filter(({ sequence }) => sequence > after).slice(0, most)) socket.send(JSON.stringify(one));
  };

  it('come with the token in a header and nowhere in the address', async () => {
    welcome = (socket, after) => tell(socket, after);
    const { trouble } = await read();
    expect(trouble).toBeUndefined();
    expect(upgrades[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(upgrades[0]?.url).toBe(`/api/workflows/speckit/runs/${runId}/events?after=0`);
  });

  it('are all there, each once and in order, however often the socket breaks and whatever is told twice', async () => {
    welcome = (socket, after) => {
      // Each socket repeats one fact and ends after two new ones, now politely, now not.
      tell(socket, Math.max(0, after - 10), after === 0 ? 2 : 3);
      socket.send('{"live":{"no":"news"}}', () => (upgrades.length % 2 === 0 ? socket.close(1001, 'the gateway ends') : socket.terminate()));
    };
    const { frames, notices, trouble } = await read();
    expect(trouble).toBeUndefined();
    expect(sequences(frames)).toEqual(history.map(({ sequence }) => sequence));
    expect(upgrades.length).toBeGreaterThan(3);
    expect(notices.filter((text) => text.includes('lost')).length).toBe(upgrades.length - 1);
  });

  it('go on behind a gateway that is away for a while', async () => {
    welcome = (socket, after) => {
      tell(socket, after, after === 0 ? 3 : Infinity);
      if (after === 0) socket.terminate();
    };
    refuse = () => (upgrades.length > 1 && upgrades.length < 6 ? { status: 503, body: '{"code":"bus.unavailable","detail":"The message bus does not answer.","remediation":"Wait."}' } : undefined);
    const { frames, notices, trouble } = await read();
    expect(trouble).toBeUndefined();
    expect(sequences(frames)).toHaveLength(history.length);
    expect(notices.filter((text) => text === 'Connected again.')).toHaveLength(1);
  });

  it('of a newer release are passed over, and said to be', async () => {
    welcome = (socket, after) => {
      socket.send(JSON.stringify({ sequence: 5, fact: { v: 99 } }));
      tell(socket, after);
    };
    const { frames, notices } = await read();
    expect(sequences(frames)).toHaveLength(history.length);
    expect(notices.join()).toContain('update');
  });

  it.each([[401, 'auth.required', 3], [404, 'run.unknown', 4], [403, 'auth.origin', 3]])('are refused for good with %d', async (status, code, exitCode) => {
    refuse = () => ({ status, body: JSON.stringify({ code, detail: 'No.', remediation: 'Do this.' }) });
    const { trouble } = await read();
    expect((trouble as CliError).parts).toEqual({ code, detail: 'No.', remediation: 'Do this.', exitCode });
    expect(upgrades).toHaveLength(1);
  });

  it('end when the token has expired', async () => {
    welcome = (socket, after) => {
      tell(socket, after, 1);
      socket.close(1008, 'the token has expired');
    };
    expect((await read()).trouble).toMatchObject({ parts: { code: 'auth.expired', exitCode: 3 } });
  });

  it('are given up when nobody ever answered, and when patience ends', async () => {
    expect((await read({ to: api(1) })).trouble).toMatchObject({ parts: { code: 'connection.failed', exitCode: 3 } });
    welcome = (socket, after) => {
      tell(socket, after, 1);
      socket.terminate();
      refuse = () => ({ status: 503, body: '' });
    };
    expect((await read({ change: { patience: 50 } })).trouble).toMatchObject({ parts: { code: 'connection.failed', exitCode: 3 } });
  });

  it('end at once with Ctrl-C, connected or between two tries', async () => {
    welcome = (socket, after) => {
      tell(socket, after, 1);
      interruption.abort();
    };
    expect((await read()).trouble).toBeInstanceOf(Interrupted);
    expect((await read()).trouble).toBeInstanceOf(Interrupted);
  });
});
