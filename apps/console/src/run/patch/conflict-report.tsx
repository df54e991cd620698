// Where a patch does not fit: what the base has, what the patch was made from, what it wants.
import { Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Artifact, Run } from '#contracts';
import { fetchContent } from '../../api/client';
import { contentUrl } from '../run-queries';

/** The part of the artifact `conflict_report` that is shown. */
export interface ConflictFile { path: string; reason: string; message: string; hunks: { line: number; base: string; ours: string; theirs: string }[] }

export const conflictQuery = (runId: string, report: Artifact | undefined) => queryOptions({
  queryKey: ['conflicts', report?.id, report?.digest],
  queryFn: async (): Promise<ConflictFile[]> => {
    if (!report) return [];
    const { files } = await (await fetchContent(contentUrl(runId, report.id))).json() as { files?: ConflictFile[] };
    return files ?? [];
  },
  enabled: report !== undefined,
  staleTime: Infinity,
});

/** The report of an attempt, or of the last one that has one. */
export function reportOf({ artifacts }: Pick<Run, 'artifacts'>, attempt?: number): Artifact | undefined {
  return artifacts.findLast((one) => one.artifactType === 'conflict_report' && (attempt === undefined || one.attempt === attempt));
}

/** The files of a report that no patch shows. */
export function OtherConflicts({ run, report, shown }: { run: Run; report: Artifact; shown: ReadonlySet<string> }): ReactNode {
  const conflicts = useQuery(conflictQuery(run.id, report)).data ?? [];
  return conflicts.filter(({ path }) => !shown.has(path)).map((conflict) => (
    <div key={conflict.path} className="patch-file"><div className="patch-head mono break">{conflict.path}</div><ConflictNote conflict={conflict} /></div>
  ));
}

const reasons: Record<string, string> = {
  merge: 'Both sides changed the same lines', exists: 'The file is there already', mismatch: 'The base lacks what the patch changes',
};

export function ConflictNote({ conflict: { reason, message, hunks } }: { conflict: ConflictFile }): ReactNode {
  return (
    <div className="conflict">
      <Text size="sm" fw={600}>Does not fit: {reasons[reason] ?? reason}</Text>
      <Text size="xs" className="break said">{message}</Text>
      {hunks.map((hunk) => (
        <div key={hunk.line} className="conflict-sides">
          <Side title={`The base branch has, line ${hunk.line}`} text={hunk.ours} />
          <Side title="The patch was made from" text={hunk.base} />
          <Side title="The patch wants" text={hunk.theirs} />
        </div>
      ))}
    </div>
  );
}

function Side({ title, text }: { title: string; text: string }): ReactNode {
  return <div><Text size="xs" c="dimmed">{title}</Text><pre className="pre conflict-text">{text === '' ? '(nothing)' : text}</pre></div>;
}
