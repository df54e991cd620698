// A TCP line between a service and a server of the installation, which can be made unwell.
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * `closed`: connections break, and none can be made. `silent`: nothing passes, and nobody is told. `deaf`: the server hears the service and not the other way round.
 * `slow`: everything comes half a second later. `forgotten`: like `silent`, and what was open stays dead; only new connections work afterwards.
 */
export type LineTrouble = 'closed' | 'silent' | 'deaf' | 'slow' | 'forgotten';
export const lineTroubles: readonly [LineTrouble, ...LineTrouble[]] = ['closed', 'silent', 'deaf', 'slow', 'forgotten'];

type Direction = 'up' | 'down';
const delayWhenSlow = 500;

export class Line {
  private readonly open = new Set<Connection>();
  private trouble: LineTrouble | undefined;

  private constructor(private readonly server: Server, private readonly farPort: number) {
    server.on('connection', (near) => this.join(near));
  }

  /** A line to a port of this machine. */
  static async to(farPort: number): Promise<Line> {
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
    return new Line(server, farPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  suffer(trouble: LineTrouble): void {
    this.trouble = trouble;
    for (const connection of this.open) this.strike(connection);
  }

  heal(): void {
    this.trouble = undefined;
    for (const connection of this.open) connection.heal();
  }

  async close(): Promise<void> {
    for (const connection of this.open) connection.break();
    await new Promise((closed) => { this.server.close(closed); });
  }

  private join(near: Socket): void {
    const connection = new Connection(near, connect({ port: this.farPort, host: '127.0.0.1', allowHalfOpen: true }), () => this.open.delete(connection));
    this.open.add(connection);
    this.strike(connection);
  }

  private strike(connection: Connection): void {
    switch (this.trouble) {
      case 'closed': return connection.break();
      case 'silent': return connection.hold('up', 'down');
      case 'deaf': return connection.hold('down');
      case 'slow': connection.delay = delayWhenSlow; return;
      case 'forgotten': return connection.forget();
      case undefined:
    }
  }
}

/** A pair of sockets, and what passes between them. */
class Connection {
  /** Milliseconds. */
  delay = 0;
  /** Settled when everything that came before is handed on, per direction: it arrives in order, also when the line gets faster. */
  private readonly before = { up: Promise.resolve(), down: Promise.resolve() };
  private forgotten = false;

  constructor(private readonly near: Socket, private readonly far: Socket, private readonly onEnd: () => void) {
    this.pass('up', near, far);
    this.pass('down', far, near);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    far.on('close', () => { if (!this.forgotten) this.break(); });
    near.on('close', () => this.break());
  }

  hold(...directions: Direction[]): void {
    for (const direction of directions) this.sourceOf(direction).pause();
  }

  heal(): void {
    this.delay = 0;
    if (this.forgotten) return;
    for (const direction of ['up', 'down'] as const) this.sourceOf(direction).resume();
  }

  /** The server is told that it is over; the service never is. */
  forget(): void {
    this.forgotten = true;
    this.far.destroy();
  }

  break(): void {
    this.near.destroy();
    this.far.destroy();
    this.onEnd();
  }

  private sourceOf(direction: Direction): Socket {
    return direction === 'up' ? this.near : this.far;
  }

  private pass(direction: Direction, from: Socket, to: Socket): void {
    const inTurn = (act: () => void): void => {
      const due = this.delay > 0 ? pause(this.delay) : undefined;
      this.before[direction] = this.before[direction].then(() => due).then(act);
    };
    from.on('data', (piece) => inTurn(() => this.hand(piece, from, to)));
    from.on('end', () => inTurn(() => (this.forgotten ? from : to).end()));
  }

  /** A reader that is behind holds its writer back, as on a real line. */
  private hand(piece: Buffer, from: Socket, to: Socket): void {
    if (to.destroyed || to.write(piece)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }
}
