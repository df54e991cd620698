// The tail of one log, for a view.
import { useEffect, useReducer, useState } from 'react';
import { ApiFailure } from '../../api/api-failure';
import { fetchContent } from '../../api/client';
import { contentUrl } from '../run-queries';
import { LogTail } from './log-tail';

/** To be used under a key of the log. `size` is how far it is known to have grown, in bytes. */
export function useLogTail(runId: string, artifactId: string, size: number | undefined): LogTail {
  const [, show] = useReducer((count: number) => count + 1, 0);
  const [tail] = useState(() => tailOf(runId, artifactId, show));
  useEffect(() => tail.grown(size), [tail, size]);
  useEffect(() => () => tail.stop(), [tail]);
  return tail;
}

function tailOf(runId: string, artifactId: string, changed: () => void): LogTail {
  return new LogTail({
    source: { read: (offset, most) => readLog(contentUrl(runId, artifactId), offset, most) },
    changed,
    later(work, milliseconds) {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  });
}

async function readLog(url: string, offset: number, most: number): Promise<Uint8Array> {
  try {
    const response = await fetchContent(url, `bytes=${offset}-${offset + most - 1}`);
    // 416: there are no more bytes yet. 200: the whole log came, because it was empty when it was asked for.
    if (response.status === 416 || (response.status === 200 && offset > 0)) return new Uint8Array();
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    // A log that nobody has begun yet.
    if (error instanceof ApiFailure && error.status === 404) return new Uint8Array();
    throw error;
  }
}
