// One clock for the whole page: everything that shows the passing time moves together.
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, to the second or, with `seconds`, to that many. */
export function useNow(seconds = 1): number {
  return useSyncExternalStore(listen, () => Math.floor(now / (seconds * 1000)) * seconds * 1000);
}
