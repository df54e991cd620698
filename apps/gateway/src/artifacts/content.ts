// How the bytes of an artifact are served: as data, never as a page of ours.
import type { Artifact } from '#contracts';

/** What a browser may show by itself; everything else is a download. */
const shown = /^(?:text\/plain|text\/x-diff|text\/x-patch|application\/json|application\/x-ndjson)(?:;|$)/;

export function contentHeaders({ path, contentType, digest }: Pick<Artifact, 'path' | 'contentType' | 'digest'>, grows: boolean): Record<string, string> {
  const name = (path.split('/').at(-1) ?? 'artifact').replace(/[^\w.-]/g, '_');
  return {
    'content-type': shown.test(contentType) ? contentType : 'application/octet-stream',
    'content-disposition': `${shown.test(contentType) ? 'inline' : 'attachment'}; filename="${name}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    ...(grows ? {} : { etag: `"${digest}"` }),
  };
}

export interface ByteRange { start: number; end: number }

/** Both ends included. Undefined for the whole (also when the header is of a form we do not serve), 'none' when there are no such bytes. */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from === '') return Number(to) === 0 || size === 0 ? 'none' : { start: Math.max(0, size - Number(to)), end: size - 1 };
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return undefined;
  return start >= size ? 'none' : { start, end };
}
