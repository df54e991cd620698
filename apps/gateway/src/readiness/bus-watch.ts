// Whether the connection to NATS is up. During an outage requests are refused at once instead of waiting for their time-out.

/** What the client library tells of its connection. */
interface ConnectionStatus { type: string }

/** An outage this short, in milliseconds, is waited for. */
const patience = 2000;

export class BusWatch {
  private awaySince: number | undefined;

  /** @param now milliseconds, monotonic */
  constructor(private readonly now: () => number = () => performance.now()) {}

  get isAway(): boolean {
    return this.awaySince !== undefined && this.now() - this.awaySince > patience;
  }

  /** Until the connection is closed for good. */
  async follow(statuses: AsyncIterable<ConnectionStatus>): Promise<void> {
    for await (const { type } of statuses) {
      if (type === 'disconnect') this.awaySince ??= this.now();
      else if (type === 'reconnect') this.awaySince = undefined;
    }
  }
}
