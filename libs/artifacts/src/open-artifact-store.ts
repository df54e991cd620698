// Opens the artifact store that an installation has chosen.
import type { NatsConnection } from '@nats-io/nats-core';
import type { ArtifactStore } from './artifact-store';
import { FileArtifactStore } from './file/file-artifact-store';
import { ObjectArtifactStore } from './object/object-artifact-store';

/** `root` is for files; `maxBytes` and `replicas` are for the bucket. */
export interface ArtifactStoreChoice { store: 'file' | 'object'; root: string; maxBytes: number; replicas: number; retentionDays: number }

export async function openArtifactStore(connection: NatsConnection, { store, root, ...options }: ArtifactStoreChoice): Promise<ArtifactStore> {
  if (store === 'object') return ObjectArtifactStore.on(connection, options);
  return new FileArtifactStore({ root, retentionDays: options.retentionDays });
}
