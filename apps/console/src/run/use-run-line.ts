// Follows one run: all its facts from the first on, then what happens, however often the line breaks.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { EventFrame, Run } from '#contracts';
import { isUnknown } from '../api/api-failure';
import { useSessionCheck } from '../events/events-context';
import { eventsOf } from '../events/socket';
import { emptyLine, lineAfter, runOfLine, type RunLine } from './run-line';
import { runQuery } from './run-queries';

export interface FollowedRun { run: Run | undefined; line: RunLine; error: unknown; refetch: () => void }

/** To be used under a key of the run: another run is another line. */
export function useRunLine(runId: string): FollowedRun {
  const queries = useQueryClient();
  const said = useQuery(runQuery(runId));
  const [line, setLine] = useState(emptyLine);
  const [stream] = useState(() => eventsOf(runId));
  useSessionCheck(stream);
  useEffect(() => {
    let waiting: EventFrame[] = [];
    const take = (): void => {
      const frames = waiting;
      waiting = [];
      setLine((before) => frames.reduce(lineAfter, before));
      // What only the API knows of a run changes when the run ends.
      if (frames.some((frame) => 'fact' in frame && frame.fact.next === 'none')) void queries.invalidateQueries({ queryKey: runQuery(runId).queryKey });
    };
    const ignore = stream.listen({
      frame(frame) {
        if (waiting.push(frame) === 1) setTimeout(take, 50);
      },
      gap: () => setLine(emptyLine),
    });
    stream.start();
    return () => {
      ignore();
      stream.stop();
    };
  }, [stream, queries, runId]);
  const unknown = isUnknown(said.error);
  useEffect(() => { if (unknown) stream.stop(); }, [stream, unknown]);
  const run = useMemo(() => runOfLine(line, said.data), [line, said.data]);
  return { run, line, error: said.error, refetch: () => void said.refetch() };
}
