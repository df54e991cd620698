// Discover, apply and publish on a repository of many files, through real git and the real API shapes.
import { install } from '../stack/installation';
import type { Stack } from '../stack/stack';
import { benchTokens } from './bench-tokens';

const repository = 'bench/large';

export interface StageFigures { system: 'stages'; files: number; mirror: 'cold' | 'warm'; stage_ms: Record<string, number> }

/** Two runs: the first one fetches the mirrors, the second finds them. */
export async function benchLargeRepository(stack: Stack, environment: NodeJS.ProcessEnv, files: number, print: (figures: StageFigures) => void): Promise<void> {
  const sandbox = { repositories: [repository], cloud: { latencyMs: 0 }, tokens: benchTokens() };
  const installation = await install(stack, { environment, sandbox, report: () => undefined });
  try {
    await installation.sandbox?.github.control.createRepository({ repository, files: manyFiles(files), message: 'Many files', collaborators: { 'specline-bot': 'write' } });
    for (const [mirror, featureKey] of [['cold', '001-one'], ['warm', '002-two']] as const) {
      const { id } = await installation.client.start({ repository, featureKey });
      const run = await installation.client.follow(id, () => undefined);
      if (run.status !== 'succeeded') throw new Error(`the run ended with ${run.status}: ${run.failure?.message}`);
      const stage_ms = Object.fromEntries((run.tasks ?? []).map((task) => [task.taskName, Date.parse(task.finishedAt ?? '') - Date.parse(task.startedAt ?? '')]));
      print({ system: 'stages', files, mirror, stage_ms });
    }
  } finally {
    await installation.stop();
  }
}

function manyFiles(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) files[`src/part-${Math.floor(index / 100)}/file-${index}.ts`] = `export const value${index} = ${index};\n`;
  for (const feature of ['001-one', '002-two']) files[`specs/${feature}/tasks.md`] = `## Phase 1: Start\n\n- [ ] T001 Create src/${feature}.ts\n- [ ] T002 Describe it in docs/${feature}.md\n`;
  return files;
}
