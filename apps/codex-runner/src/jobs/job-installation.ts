// Which installation a container belongs to, so that several may share one Docker Engine.
import { createHash } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { runStream } from '#contracts';
import type { Config } from '#platform';
import type { JobSettings } from './docker-job-containers';
import type { Installation } from './job-parts';

/** The stream of facts is what makes an installation: all its runners see the same one, and no other installation does. */
export async function installationOf(connection: NatsConnection): Promise<Installation> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const { created } = await manager.streams.info(runStream);
  return createHash('sha256').update(`${runStream} ${created}`).digest('hex').slice(0, 16);
}

export function jobSettings({ image, limits, network, egress }: Config['jobs'], installation: Installation): JobSettings {
  return { installation, image, limits, network, egress };
}
