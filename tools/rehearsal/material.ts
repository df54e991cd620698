// What rehearsed stages bring forth: texts like those of real runs.
import type { DiscoverOutput, RepositoryFeatures } from '#contracts';
import type { ConflictReport } from '#git';

const sha = '6ad9a388f46e0d5b4f1c2b3a49586776655443322'.slice(0, 40);

export const titles = ['Setup', 'Foundational (Blocking Prerequisites)', 'User Story 1 - Put products into a cart (Priority: P1)', 'User Story 2 - Change and remove lines (Priority: P2)', 'Polish & Cross-Cutting Concerns'];

/** Phase `ordinal` (from 1) of a feature, with four open tasks. */
export function discovered(featureKey: string, ordinal: number): DiscoverOutput {
  const first = ordinal * 10;
  return {
    featureKey, featureDirectory: `specs/${featureKey}`, tasksFile: `specs/${featureKey}/tasks.md`, tasksFileDigest: `sha256:${'0'.repeat(64)}`, baseBranch: 'main', baseSha: sha,
    phase: { slug: `phase-${ordinal}`, ordinal, title: `Phase ${ordinal}: ${titles[(ordinal - 1) % titles.length]}`, firstTaskId: `T0${first}`, digest: `d${ordinal}` },
    openTasks: [0, 1, 2, 3].map((place) => ({ id: `T0${first + place}`, line: 20 + place, text: `Create the part ${place + 1} in src/cart/part-${place + 1}.ts with its tests`, files: [`src/cart/part-${place + 1}.ts`] })),
    diagnostics: [{ severity: 'warning', code: 'tasks.duplicate_id', line: 31, message: 'T012 is there twice; the first one counts.' }],
    branchName: `specline/${featureKey}/phase-${ordinal}`,
  };
}

/** A patch that adds four files and ticks four tasks. */
export function patchFor({ tasksFile, openTasks }: DiscoverOutput): string {
  const added = openTasks.flatMap(({ files, id }) => files.map((path) => newFile(path, [
    `// ${id}`, 'export interface Line {', '  product: string;', '  quantity: number;', '}', '', 'export function total(lines: readonly Line[]): number {',
    '  return lines.reduce((sum, { quantity }) => sum + quantity, 0);', '}', "export const markup = '<script>alert(1)</script>';",
  ])));
  const ticks = openTasks.flatMap(({ id, text }) => [`-- [ ] ${id} ${text}`, `+- [x] ${id} ${text}`]);
  return `${added.join('')}diff --git a/${tasksFile} b/${tasksFile}\n--- a/${tasksFile}\n+++ b/${tasksFile}\n@@ -20,4 +20,4 @@\n${ticks.join('\n')}\n`;
}

function newFile(path: string, lines: readonly string[]): string {
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}\n`;
}

export const conflictReport: ConflictReport = {
  base: sha, fitting: 4, omitted: 0, message: 'error: patch failed: src/cart/total.ts:12\nerror: src/cart/total.ts: patch does not apply',
  files: [{
    path: 'src/cart/total.ts', reason: 'mismatch', message: 'error: patch failed: src/cart/total.ts:12', unmerged: [],
    hunks: [{ line: 12, base: '  return lines.length;', ours: '  return lines.length + 1;', theirs: '  return lines.reduce((sum, line) => sum + line.quantity, 0);' }],
  }],
};

/** What does not fit, as the agent gave it. */
export const misfit = `diff --git a/src/cart/total.ts b/src/cart/total.ts
--- a/src/cart/total.ts
+++ b/src/cart/total.ts
@@ -10,4 +10,4 @@ import type { Line } from './line';
 /** In pieces. */
 export function total(lines: readonly Line[]): number {
-  return lines.length;
+  return lines.reduce((sum, line) => sum + line.quantity, 0);
 }
`;

/** What the calls of a real run look like, in turn; `<b>` is there to be shown as text. */
const calls: Record<string, unknown>[] = [
  { call: 'codex login status', args: ['login', 'status'], stream: 'stdout', text: 'Logged in using ChatGPT' },
  { call: 'codex login status', exit: 0, ms: 312 },
  { call: 'codex cloud exec', args: ['cloud', 'exec', '--env', 'rehearsal'], stream: 'stderr', text: 'branch main, attempts 1, the prompt has <b>4</b> tasks' },
  { call: 'codex cloud exec', stream: 'stdout', text: 'https://chatgpt.com/codex/tasks/task_e_rehearsed' },
  { call: 'codex cloud exec', exit: 0, ms: 2140 },
  { taskStatus: 'pending' },
  { call: 'codex cloud list', stream: 'stdout', text: '{"tasks":[{"id":"task_e_rehearsed","status":"pending"}]}' },
  { call: 'codex cloud list', exit: 0, ms: 845 },
];

/** Line `number` (from 1) of `codex_logs`. */
export function logLine(at: Date, number: number): string {
  return JSON.stringify({ at: at.toISOString(), ...calls[(number - 1) % calls.length] });
}

const mergedPhases = 2;

/** A repository whose features have merged their first two phases. */
export function surveyed(repository: string, featureKeys: readonly string[]): RepositoryFeatures {
  const features = featureKeys.map((featureKey) => ({
    featureKey, directory: `specs/${featureKey}`, tasksFile: `specs/${featureKey}/tasks.md`, current: `phase-${mergedPhases + 1}`, diagnostics: discovered(featureKey, 1).diagnostics,
    phases: titles.map((title, index) => ({ slug: `phase-${index + 1}`, ordinal: index + 1, title: `Phase ${index + 1}: ${title}`, done: index < mergedPhases ? 4 : 0, total: 4, firstTaskId: `T0${(index + 1) * 10}` })),
  }));
  return { repository, baseBranch: 'main', baseSha: sha, features, truncated: false };
}
