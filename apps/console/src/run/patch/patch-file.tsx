// One file of a patch, folded when it is long, with what does not fit beside it.
import { Button, Group } from '@mantine/core';
import { ChevronDownIcon, ChevronRightIcon } from '@radix-ui/react-icons';
import { useState, type ReactNode } from 'react';
import { Decoration, Diff, Hunk, type FileData } from 'react-diff-view';
import 'react-diff-view/style/index.css';
import { ConflictNote, type ConflictFile } from './conflict-report';

interface Props { file: FileData; split: boolean; conflict: ConflictFile | undefined; folded: boolean }

const mostLines = 800;

export const pathOf = (file: FileData): string => (file.type === 'delete' ? file.oldPath : file.newPath);

export function PatchFile({ file, split, conflict, folded }: Props): ReactNode {
  const { added, removed, lines } = countsOf(file);
  const [open, setOpen] = useState(!folded && lines <= mostLines);
  return (
    <div className="patch-file">
      <Group gap="xs" wrap="nowrap" className="patch-head">
        <Button variant="transparent" color="gray" size="compact-sm" className="patch-fold" leftSection={open ? <ChevronDownIcon /> : <ChevronRightIcon />} aria-expanded={open} onClick={() => setOpen(!open)}><span className="mono break">{nameOf(file)}</span></Button>
        <span className="patch-counts"><span className="patch-plus">+{added}</span> <span className="patch-minus">−{removed}</span></span>
      </Group>
      {conflict ? <ConflictNote conflict={conflict} /> : null}
      {open ? <div className="patch-code" tabIndex={0} role="region" aria-label={`Change of ${pathOf(file)}`}><FileDiff file={file} split={split} /></div> : null}
    </div>
  );
}

function FileDiff({ file, split }: { file: FileData; split: boolean }): ReactNode {
  if (file.hunks.length === 0) return <p className="patch-empty">{file.isBinary ? 'A binary file.' : 'No change of content: a new name, a mode, or an empty file.'}</p>;
  return (
    <Diff viewType={split ? 'split' : 'unified'} diffType={file.type} hunks={file.hunks}>
      {(hunks) => hunks.flatMap((hunk) => [
        <Decoration key={`about ${hunk.content}`}><div className="patch-hunk">{hunk.content}</div></Decoration>,
        <Hunk key={hunk.content} hunk={hunk} />,
      ])}
    </Diff>
  );
}

function nameOf(file: FileData): string {
  if (file.type === 'rename' || file.type === 'copy') return `${file.oldPath} → ${file.newPath}`;
  const about = file.type === 'add' ? ' (new)' : file.type === 'delete' ? ' (removed)' : '';
  return `${pathOf(file)}${about}`;
}

function countsOf({ hunks }: FileData): { added: number; removed: number; lines: number } {
  const changes = hunks.flatMap((hunk) => hunk.changes);
  return { added: changes.filter(({ type }) => type === 'insert').length, removed: changes.filter(({ type }) => type === 'delete').length, lines: changes.length };
}
