// What the coding agent changed, by task; and where it does not fit.
import { Anchor, Group, NativeSelect, Switch, Text } from '@mantine/core';
import { DownloadIcon } from '@radix-ui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import { parseDiff, type FileData } from 'react-diff-view';
import type { Artifact, Run } from '#contracts';
import { Empty } from '../../states/empty';
import { Loading } from '../../states/loading';
import { ProblemAlert } from '../../states/problem-alert';
import { CandidateList } from '../candidates/candidate-list';
import { contextOf, type RunLine } from '../run-line';
import { contentQuery, contentUrl } from '../run-queries';
import { OtherConflicts, conflictQuery, reportOf } from './conflict-report';
import { conflictsFirst, groupByTask } from './patch-groups';
import { PatchFile, pathOf } from './patch-file';
import './patch.css';

const route = getRouteApi('/runs/$runId');
const mostBytes = 4 * 1024 * 1024;

export default function PatchPanel({ run, line }: { run: Run; line: RunLine }): ReactNode {
  const patches = run.artifacts.filter(({ artifactType }) => artifactType === 'applied_patch' || artifactType === 'codex_patch' || artifactType.startsWith('candidate_patch_'));
  const [chosen, setChosen] = useState<string>();
  const shown = patches.find(({ id }) => id === chosen) ?? patches.findLast(({ artifactType }) => artifactType === 'applied_patch') ?? patches.at(-1);
  const report = reportOf(run);
  if (!shown) return <><CandidateList run={run} onShow={setChosen} />{report ? <OtherConflicts run={run} report={report} shown={new Set()} /> : <NoPatch over={run.finishedAt !== null} />}</>;
  return (
    <>
      <CandidateList run={run} onShow={setChosen} />
      <PatchBar run={run} patches={patches} shown={shown} onChoose={setChosen} />
      <PatchView key={shown.id} run={run} line={line} artifact={shown} />
    </>
  );
}

function NoPatch({ over }: { over: boolean }): ReactNode {
  return over ? <Empty title="No patch">The run ended before the coding agent gave one.</Empty> : <Empty title="No patch yet">The patch is here once the coding agent has given one.</Empty>;
}

interface BarProps { run: Run; patches: readonly Artifact[]; shown: Artifact; onChoose: (id: string) => void }

function PatchBar({ run, patches, shown, onChoose }: BarProps): ReactNode {
  const { split = false } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Group gap="sm" mb="sm" justify="space-between">
      <Group gap="sm">
        <NativeSelect size="xs" aria-label="Which patch" value={shown.id} onChange={(event) => onChoose(event.currentTarget.value)} data={patches.map((one) => ({ value: one.id, label: labelOf(one) }))} />
        <Switch size="xs" label="Side by side" checked={split} onChange={(event) => { const wanted = event.currentTarget.checked; void navigate({ search: (search) => ({ ...search, split: wanted ? true : undefined }), replace: true, resetScroll: false }); }} />
      </Group>
      <Anchor size="xs" href={contentUrl(run.id, shown.id)} download><DownloadIcon aria-hidden /> Download</Anchor>
    </Group>
  );
}

function labelOf({ artifactType, attempt }: Artifact): string {
  const answer = /^candidate_patch_(\d)$/.exec(artifactType)?.[1];
  return `${answer ? `Answer ${answer}` : artifactType === 'applied_patch' ? 'As it was applied' : 'As Codex gave it'}, attempt ${attempt}`;
}

function PatchView({ run, line, artifact }: { run: Run; line: RunLine; artifact: Artifact }): ReactNode {
  const { split = false } = route.useSearch();
  const { data, error, refetch } = useQuery(contentQuery(run.id, artifact, mostBytes));
  const report = reportOf(run, artifact.attempt);
  const conflicts = useQuery(conflictQuery(run.id, report)).data;
  const files = useMemo(() => (data ? parse(data.text) : undefined), [data]);
  const context = contextOf(line);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading what="Loading the patch" />;
  if (!files) return <pre className="pre">{data.text.slice(0, 200_000)}</pre>;
  const discover = context?.discover;
  const groups = groupByTask(files, pathOf, discover ? { openTasks: discover.openTasks, tasksFile: discover.tasksFile, ticked: context.apply?.ticked } : undefined);
  const conflictOf = (file: FileData) => conflicts?.find(({ path }) => path === pathOf(file));
  const misfits = files.filter(conflictOf).length;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">{files.length} {files.length === 1 ? 'file' : 'files'} in {groups.length} {groups.length === 1 ? 'group' : 'groups'}{misfits > 0 ? `, ${misfits} of them ${misfits === 1 ? 'does' : 'do'} not fit the base branch` : ''}{data.cut ? '. The patch is too long to be shown whole: download it.' : ''}</Text>
      {report ? <OtherConflicts run={run} report={report} shown={new Set(files.map(pathOf))} /> : null}
      {conflictsFirst(groups, (file) => conflictOf(file) !== undefined).map((group) => (
        <section key={group.title} className="patch-group">
          <h3 className="patch-task">{group.taskId ? <span className="mono">{group.taskId}</span> : null} {group.title} {group.done === undefined ? null : <span className={`status tone-${group.done ? 'good' : 'care'}`}>{group.done ? 'ticked' : 'not ticked'}</span>}</h3>
          {group.files.map((file) => <PatchFile key={`${file.oldPath} ${file.newPath}`} file={file} split={split} conflict={conflictOf(file)} folded={files.length > 20} />)}
        </section>
      ))}
    </>
  );
}

/** Undefined for what is no diff. */
function parse(text: string): FileData[] | undefined {
  try {
    const files = parseDiff(text, { nearbySequences: 'zip' });
    return files.length > 0 ? files : undefined;
  } catch {
    return undefined;
  }
}
