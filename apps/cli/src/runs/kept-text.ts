// How long an artifact is kept.
import type { ArtifactView } from '#contracts';
import { moment } from '../output/moments';

/** In words; times are in the local time zone. */
export function keptText({ pinned, pin, tombstone, expiresAt }: Pick<ArtifactView, 'pinned' | 'pin' | 'tombstone' | 'expiresAt'>): string {
  if (tombstone) return `removed on ${moment(tombstone.removedAt)}`;
  if (pinned) return `pinned${pin ? ` by ${pin.by}` : ''}`;
  return expiresAt === null ? 'kept while its run goes on' : `kept until ${moment(expiresAt)}`;
}
