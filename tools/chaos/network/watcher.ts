// A client of the event sockets that comes back whenever its socket closes, with the last sequence it has heard.
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { eventsPath, runsPath, type EventFrame } from '#contracts';
import { until } from '../../stack/until';
import type { Scene } from '../scene';

const patience = 90_000;

export class Watcher {
  /** How often it had to come back. */
  returns = 0;
  private readonly heard: number[] = [];
  private from = 0;
  private closing = false;
  private socket: WebSocket | undefined;

  /** @param runId absent, it hears of all runs from now on */
  constructor(private readonly scene: Scene, private readonly gateway: number, private readonly runId: string | undefined) {}

  async open(): Promise<void> {
    this.from = this.runId === undefined ? (await this.scene.log.state()).lastSequence : 0;
    await until('a socket is open', () => this.connected(), patience, 300);
  }

  /** Waits until it has heard what it should, up to a sequence, and closes. @returns what it missed or heard twice */
  async whatIsWrongUpTo(sequence: number): Promise<string[]> {
    const expected = await this.expectedUpTo(sequence);
    const last = expected.at(-1) ?? 0;
    await until('a client has heard everything', () => (this.lastHeard >= last ? true : undefined), patience).catch(() => undefined);
    this.closing = true;
    this.socket?.close();
    const heard = this.heard.filter((one) => one <= sequence);
    return heard.join() === expected.join() ? [] : [`a client of ${this.runId ?? 'all runs'} heard ${heard.length} facts and not ${expected.length}: it should be ${expected.join()} and is ${heard.join()}`];
  }

  private get lastHeard(): number {
    return this.heard.at(-1) ?? 0;
  }

  private async expectedUpTo(sequence: number): Promise<number[]> {
    const facts = this.runId === undefined ? Array.from({ length: sequence - this.from }, (_, place) => this.from + 1 + place) : (await this.scene.log.factsOfRun(this.runId)).map((stored) => stored.sequence);
    return facts.filter((one) => one <= sequence);
  }

  private async connected(): Promise<true | undefined> {
    const { urls, installation: { operator } } = this.scene;
    const path = this.runId === undefined ? eventsPath : `${runsPath}/${this.runId}/events`;
    const url = `${urls[(this.gateway + this.returns) % 2]?.replace(/^http/, 'ws')}/${path}?after=${Math.max(this.from, this.lastHeard)}`;
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${operator.token}` } });
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as EventFrame;
      if ('sequence' in frame) this.heard.push(frame.sequence);
    });
    const opened = await new Promise<boolean>((settled) => {
      socket.on('open', () => settled(true));
      socket.on('error', () => settled(false));
    });
    if (!opened) {
      this.returns += 1;
      return undefined;
    }
    socket.on('close', () => void this.comeBack());
    return true;
  }

  private async comeBack(): Promise<void> {
    if (this.closing) return;
    this.returns += 1;
    await pause(200);
    await until('a socket is open again', () => (this.closing ? true : this.connected()), patience, 300).catch(() => undefined);
  }
}
