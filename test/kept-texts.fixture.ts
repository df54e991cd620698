// All that an installation keeps of a run and shows of it, place by place, for tests that look for what must not be there.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestInstallation } from './installation.fixture';
import { observe, serviceLogs } from './observation.fixture';

export async function textsOf(specline: TestInstallation, runId: string, repository: string): Promise<Record<string, string>> {
  const observation = await observe(specline);
  const root = join(specline.stack.data.path, 'artifacts', runId);
  try {
    return {
      facts: JSON.stringify(await observation.factsOf(runId)), rows: await rowsOf(specline),
      artifacts: readdirSync(root).map((name) => readFileSync(join(root, name), 'utf8')).join('\n'),
      logs: serviceLogs(specline), pulls: JSON.stringify(await specline.sandbox!.github.control.pullRequests({ repository })), git: gitObjectsOf(specline),
    };
  } finally {
    await observation.close();
  }
}

async function rowsOf({ stack }: TestInstallation): Promise<string> {
  const database = new Client({ connectionString: stack.infrastructure.databaseUrl });
  await database.connect();
  try {
    const { rows: names } = await database.query<{ name: string }>("SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
    const rows: string[] = [];
    for (const { name } of names) rows.push(JSON.stringify((await database.query(`SELECT * FROM ${name}`)).rows));
    return rows.join('\n');
  } finally {
    await database.end();
  }
}

/** Every object of every repository at the emulated GitHub and of the runner's and publisher's mirrors. */
function gitObjectsOf({ stack }: TestInstallation): string {
  const repositories = readdirSync(stack.data.path, { recursive: true, encoding: 'utf8' }).filter((path) => /\.git$/.test(path));
  return repositories.map((path) => execFileSync('git', ['--git-dir', join(stack.data.path, path), 'cat-file', '--batch', '--batch-all-objects'], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })).join('\n');
}
