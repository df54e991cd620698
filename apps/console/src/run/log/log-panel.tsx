// The log of a stage while it grows and afterwards: in words, or as the JSON lines that are stored.
import { Anchor, Button, Group, NativeSelect, Switch, Text } from '@mantine/core';
import { ArrowDownIcon, DownloadIcon } from '@radix-ui/react-icons';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { Run } from '#contracts';
import { problemOf } from '../../api/api-failure';
import { Empty } from '../../states/empty';
import { clockText } from '../../time/moment';
import type { RunLine } from '../run-line';
import { contentUrl } from '../run-queries';
import { logEntry } from './log-entry';
import { firstShown, logName, logsOf, type LogReference } from './log-list';
import { useLogTail } from './use-log-tail';
import './log.css';

const route = getRouteApi('/runs/$runId');

export default function LogPanel({ run, line }: { run: Run; line: RunLine }): ReactNode {
  const { log, raw = false } = route.useSearch();
  const navigate = route.useNavigate();
  const logs = logsOf(run, line.logs.values());
  const shown = logs.find(({ key }) => key === log) ?? firstShown(logs);
  if (!shown) return run.finishedAt === null ? <Empty title="No log yet">It appears as soon as a stage calls the coding agent.</Empty> : <Empty title="No log">No stage of this run called the coding agent.</Empty>;
  return (
    <>
      <Group gap="sm" mb="xs" justify="space-between">
        <Group gap="sm">
          <NativeSelect size="xs" aria-label="Which log" data={logs.map((one) => ({ value: one.key, label: logName(one) }))} value={shown.key} onChange={(event) => { const key = event.currentTarget.value; void navigate({ search: (search) => ({ ...search, log: key }), replace: true, resetScroll: false }); }} />
          <Switch size="xs" label="Raw JSON lines" checked={raw} onChange={(event) => { const wanted = event.currentTarget.checked; void navigate({ search: (search) => ({ ...search, raw: wanted ? true : undefined }), replace: true, resetScroll: false }); }} />
        </Group>
        <Anchor size="xs" href={contentUrl(run.id, shown.artifactId)} download={`${run.id}-${shown.key}.jsonl`}><DownloadIcon aria-hidden /> Download</Anchor>
      </Group>
      <LogLines key={shown.artifactId} runId={run.id} log={shown} raw={raw} />
    </>
  );
}

function LogLines({ runId, log, raw }: { runId: string; log: LogReference; raw: boolean }): ReactNode {
  const tail = useLogTail(runId, log.artifactId, log.size);
  const [atEnd, setAtEnd] = useState(true);
  const list = useRef<VirtuosoHandle>(null);
  const count = tail.lines.length;
  return (
    <div className="log">
      <div className="log-lines">{count === 0 ? null : (
        <Virtuoso
          ref={list} totalCount={count} followOutput={(end) => (end ? 'auto' : false)} atBottomStateChange={setAtEnd} atBottomThreshold={40}
          initialTopMostItemIndex={{ index: 'LAST', align: 'end' }} increaseViewportBy={400} tabIndex={0} aria-label="Log" role="log" aria-live="off"
          itemContent={(index) => <LogLine number={index + 1} line={tail.lines[index] ?? ''} raw={raw} />}
        />
      )}</div>
      <Group gap="sm" justify="space-between" className="log-foot">
        <Text size="xs" c="dimmed" role="status">{count.toLocaleString('en')} lines{log.growing ? ', growing' : ''}{tail.trouble ? `. ${problemOf(tail.trouble).detail} Reading goes on by itself.` : ''}</Text>
        {atEnd ? null : <Button size="compact-xs" variant="default" leftSection={<ArrowDownIcon />} onClick={() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' })}>To the end</Button>}
      </Group>
    </div>
  );
}

function LogLine({ number, line, raw }: { number: number; line: string; raw: boolean }): ReactNode {
  if (raw) return <div className="log-line"><span className="log-number">{number}</span><span className="log-text">{line}</span></div>;
  const { at, from, text, tone } = logEntry(line);
  return (
    <div className={`log-line log-${tone}`}>
      <span className="log-number">{number}</span>
      <span className="log-at">{at === undefined ? '' : clockText(at)}</span>
      <span className="log-from">{from}</span>
      <span className="log-text">{text}</span>
    </div>
  );
}
