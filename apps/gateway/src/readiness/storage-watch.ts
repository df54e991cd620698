// Whether NATS stores what it is given. A full disk shows in nothing that can be asked: only facts that were not stored tell, so they are remembered.
import type { BusState } from '#bus';
import type { StreamWatch } from './stream-watch';

export class StorageWatch {
  private lost: { since: Date; serverId: string | undefined; lastSequence: number | undefined } | undefined;

  constructor(private readonly stream: Pick<StreamWatch, 'look' | 'lastSequence'>, private readonly bus: Pick<BusState, 'serverId'>, private readonly now: () => Date = () => new Date()) {}

  /** A fact of this process was stored. */
  wrote(): void {
    this.lost = undefined;
  }

  /** A fact of this process was not stored although NATS answers. */
  notStored(): void {
    this.lost ??= { since: this.now(), serverId: this.bus.serverId, lastSequence: undefined };
  }

  /** Since when; undefined while all is well. */
  get failingSince(): Date | undefined { return this.lost?.since; }

  /** Looks whether it is over: somebody else has stored something since the last look, or the server was started again, without which a full disk is not got over. */
  async look(): Promise<void> {
    if (!this.lost) return;
    await this.stream.look();
    const { serverId, lastSequence } = this.lost;
    if (this.bus.serverId !== serverId || this.stream.lastSequence > (lastSequence ?? Infinity)) this.lost = undefined;
    else this.lost.lastSequence = this.stream.lastSequence;
  }
}
