// How long an artifact is kept, in words.
import type { ArtifactView } from '#contracts';

export type Keeping = Pick<ArtifactView, 'pinned' | 'pin' | 'tombstone' | 'expiresAt'>;

/** @param momentText a time for people */
export function keptText({ pinned, pin, tombstone, expiresAt }: Keeping, momentText: (at: string) => string): string {
  if (tombstone) return `removed on ${momentText(tombstone.removedAt)}`;
  if (pinned) return pin ? `pinned by ${pin.by}` : 'pinned';
  return expiresAt === null ? 'while the run goes on' : `until ${momentText(expiresAt)}`;
}
