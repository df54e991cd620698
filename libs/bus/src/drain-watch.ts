// Whether the installation is drained, for a service that hosts stages: heard as it is said, and looked up when it may have been missed.
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { brakeStream, drainSubject, type Drain } from '#contracts';
import { readStatement } from './brake-log';
import { watchReconnects } from './reconnects';

export class DrainWatch {
  private constructor(private readonly manager: JetStreamManager) {}

  /** @param changed is called when it is said that it begins or ends, and after every reconnect */
  static async on(connection: NatsConnection, changed: () => void): Promise<DrainWatch> {
    connection.subscribe(drainSubject, { callback: (error) => { if (!error) soonAndLater(changed); } });
    watchReconnects(connection, changed);
    return new DrainWatch(await jetstreamManager(connection, { checkAPI: false }));
  }

  /** Undefined while it is not drained. @throws when NATS does not answer */
  async look(): Promise<Drain | undefined> {
    const message = await this.manager.direct.getMessage(brakeStream, { last_by_subj: drainSubject });
    const said = message ? readStatement(message.data) : undefined;
    return said?.kind === 'drain' && said.draining ? { by: said.by, at: said.at, reason: said.reason } : undefined;
  }
}

/** It is heard in the moment in which it is stored: a replica of the stream may not have it yet. */
function soonAndLater(changed: () => void): void {
  changed();
  setTimeout(changed, 1000).unref();
}
