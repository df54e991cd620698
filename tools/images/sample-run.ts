// Writes a run into docs/operations.md, so that readers see real ids and artifacts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunView } from '#contracts';
import { projectRoot } from '../stack/project-root';

const page = join(projectRoot, 'docs/operations.md');

export function recordSampleRun(run: RunView): void {
  const text = readFileSync(page, 'utf8');
  const recorded = text.replace(/(<!-- sample run -->\n)[\s\S]*(<!-- end of sample run -->)/, (_all, start: string, end: string) => `${start}${describe(run)}${end}`);
  writeFileSync(page, recorded);
}

function describe(run: RunView): string {
  const facts: [string, unknown][] = [
    ['run', run.id], ['repository', run.repository], ['feature', run.featureKey], ['phase', run.specPhase?.title], ['base', `${run.baseBranch} at ${run.baseSha}`],
    ['Codex task', run.codexTaskUrl], ['branch', run.branchName], ['pull request', run.prUrl], ['status', run.status], ['took', `${seconds(run.createdAt, run.finishedAt)} s`],
  ];
  const tasks = (run.tasks ?? []).map(({ taskName, status, startedAt, finishedAt, payload }) => (
    `| ${taskName} | ${status} | ${seconds(startedAt, finishedAt)} s | ${payload.executionPath ?? ''} | ${payload.worker ?? ''} |`));
  const artifacts = (run.artifacts ?? []).map(({ id, path, sizeBytes }) => `| \`${path}\` | \`${id}\` | ${sizeBytes} |`);
  return [
    '', 'Written by `npm run images -- --record`: the sample repository in containers, with emulators of GitHub and Codex Cloud, the real Codex program and real git.', '',
    '| | |', '| --- | --- |', ...facts.map(([name, value]) => `| ${name} | ${typeof value === 'string' ? `\`${value}\`` : ''} |`), '',
    '| stage | status | took | path | worker |', '| --- | --- | --- | --- | --- |', ...tasks, '',
    '| artifact | id | bytes |', '| --- | --- | --- |', ...artifacts, '', '',
  ].join('\n');
}

function seconds(from: string | null, to: string | null): string {
  return from && to ? ((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1) : '';
}
