// The list of runs, live: rows change where they stand, and what is new is announced instead of pushed in.
import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { EventFrame, RunView } from '#contracts';
import { evolve } from '#domain';
import { useEvents } from '../events/events-context';
import { mayMatch, type RunFilters } from './run-filters';
import { runCountsQuery, runListQuery } from './run-queries';
import { pagesAfter, type RunPage } from './run-rows';

export function useRunList(filters: RunFilters) {
  const queries = useQueryClient();
  const query = useMemo(() => runListQuery(filters), [filters]);
  const list = useInfiniteQuery(query);
  const { count: newRuns, look, clear } = useNewRuns(filters, list.data?.pages);
  const apply = useCallback((frames: readonly EventFrame[]) => {
    queries.setQueryData<InfiniteData<RunPage, string | null>>(query.queryKey, (data) => {
      const pages = data && pagesAfter(data.pages, frames);
      return data && pages !== data.pages ? { ...data, pages: [...pages ?? []] } : data;
    });
    look(frames);
    if (frames.some(isTurn)) void queries.invalidateQueries({ queryKey: runCountsQuery(filters).queryKey.slice(0, 2) });
  }, [queries, query, filters, look]);
  const refresh = useCallback(() => {
    clear();
    void queries.resetQueries({ queryKey: query.queryKey });
  }, [queries, query, clear]);
  useEvents(useBatches(apply, refresh));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  return { list, rows, newRuns, refresh };
}

/** Facts that change how many runs there are of a status. */
const isTurn = (frame: EventFrame): boolean => 'fact' in frame && (frame.fact.state !== 'succeeded' || frame.fact.next === 'none');

/** Events of one moment are taken together: hundreds a second must not be hundreds of paints. */
function useBatches(apply: (frames: readonly EventFrame[]) => void, gap: () => void) {
  const waiting = useRef<EventFrame[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    if (waiting.current.length > 0) apply(waiting.current.splice(0));
  }, [apply]);
  return useMemo(() => ({
    frame(frame: EventFrame) {
      waiting.current.push(frame);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        apply(waiting.current.splice(0));
      }, 100);
    },
    gap,
  }), [apply, gap]);
}

/** Runs that the list would have if it were asked for now. */
function useNewRuns(filters: RunFilters, pages: readonly RunPage[] | undefined) {
  const [found, setFound] = useState<{ ids: ReadonlySet<string>; filters: RunFilters }>({ ids: new Set(), filters });
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => { known.current = new Set(pages?.flatMap(({ items }) => items.map(({ id }) => id))); }, [pages]);
  const look = useCallback((frames: readonly EventFrame[]) => {
    const added = frames.flatMap((frame) => {
      const run = begun(frame);
      return run && mayMatch(run, filters) && !known.current.has(run.id) ? [run.id] : [];
    });
    if (added.length > 0) setFound((before) => ({ filters, ids: new Set([...before.filters === filters ? before.ids : [], ...added]) }));
  }, [filters]);
  const clear = useCallback(() => setFound({ ids: new Set(), filters }), [filters]);
  return { count: found.filters === filters ? found.ids.size : 0, look, clear };
}

function begun(frame: EventFrame): Pick<RunView, 'id' | 'status' | 'repository' | 'featureKey' | 'workflow' | 'failure'> | undefined {
  return 'fact' in frame && frame.fact.state === 'requested' ? evolve(undefined, frame) : undefined;
}
