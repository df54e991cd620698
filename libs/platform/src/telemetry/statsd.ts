// Metrics for installations that collect them with StatsD: one UDP packet each, sent and forgotten.
import { createSocket } from 'node:dgram';

export interface StatsdOptions { host: string; port: number; namespace: string }

export class StatsdClient {
  private readonly socket = createSocket('udp4');

  constructor(private readonly options: StatsdOptions) {
    this.socket.unref();
    this.socket.on('error', () => undefined);
  }

  count(name: string): void {
    this.send(`${name}:1|c`);
  }

  timing(name: string, milliseconds: number): void {
    this.send(`${name}:${Math.round(milliseconds)}|ms`);
  }

  close(): void {
    this.socket.close();
  }

  private send(metric: string): void {
    const { host, port, namespace } = this.options;
    this.socket.send(`${namespace}.${metric}`, port, host, () => undefined);
  }
}
