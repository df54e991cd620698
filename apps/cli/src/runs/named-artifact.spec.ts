import { artifactNamed } from './named-artifact';

const runId = '01990000-0000-7000-8000-000000000001';
const artifacts = [
  { id: '036b0797-8dd5-591f-b060-119d07f449ac', artifactType: 'codex_patch', path: `${runId}/apply-1-codex_patch.patch` },
  { id: '0f6b0797-8dd5-591f-b060-119d07f449ad', artifactType: 'codex_logs', path: `${runId}/submit-1-codex_logs.jsonl` },
  { id: '036c0797-8dd5-591f-b060-119d07f449ae', artifactType: 'codex_logs', path: `${runId}/apply-1-codex_logs.jsonl` },
] as const;
const named = (text: string) => artifactNamed(artifacts, text, runId);

it.each(['036b0797-8dd5-591f-b060-119d07f449ac', '036B', 'codex_patch', 'apply-1-codex_patch.patch', `${runId}/apply-1-codex_patch.patch`])('the patch is named by %s', (text) => {
  expect(named(text)).toBe(artifacts[0].id);
});

it.each(['codex_logs', '036'])('%s names several or too little, and the one that is meant has to be said', (text) => {
  expect(() => named(text)).toThrow();
});

it('of several it says which', () => {
  expect(() => named('codex_logs')).toThrow(/submit-1-codex_logs\.jsonl, .*apply-1-codex_logs\.jsonl/);
});

it('what the run does not have is unknown', () => {
  expect(() => named('run_summary')).toThrow('has no artifact "run_summary"');
});
