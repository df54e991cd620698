// Thousands of runs as rows, made by the database itself.
import type { Client } from 'pg';

/** Runs of 40 repositories with 25 features each over the last `days` days, one in ten failed; five tasks, two artifacts and seven facts each. The newest is the last. */
export async function insertManyRuns(client: Client, count: number, days = 60): Promise<void> {
  for (const statement of [runs, tasks, artifacts, facts]) await client.query(statement.replaceAll(':count', String(count)).replaceAll(':days', String(days)));
  await client.query('ANALYZE');
}

const id = `('0199aaaa-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`;
const created = `date_trunc('milliseconds', now() - (:count - i) * interval ':days days' / :count)`;
const status = `CASE WHEN i % 10 = 0 THEN 'failed' WHEN i % 97 = 0 THEN 'running' WHEN i % 41 = 0 THEN 'cancelled' ELSE 'succeeded' END`;
const failure = `jsonb_build_object('code', CASE WHEN i % 30 = 0 THEN 'patch.conflict' ELSE 'codex.timeout' END, 'message', 'It failed.', 'remediation', 'Look.', 'retryable', false)`;
const feature = `lpad((i / 40 % 25)::text, 3, '0') || '-feature'`;
const phase = `jsonb_build_object('slug', 'phase-' || i % 7, 'ordinal', i % 7, 'title', 'Phase ' || i % 7 || ': part ' || i, 'firstTaskId', 'T001', 'digest', md5(i::text))`;

const runs = `
  INSERT INTO spec_workflow_runs (id, lane, workflow, repository, feature_key, status, phase, chain, spec_phase, base_branch, base_sha, tasks_digest, branch_name, head_sha, pr_url, pr_number, agent, artifacts_path,
    attempt, failure, last_sequence, dry_run, created_by, created_at, started_at, finished_at, updated_at)
  SELECT ${id}, 'acme~web-' || i % 40 || '~' || ${feature}, 'next-phase', 'Acme/web-' || i % 40, ${feature}, ${status}, 'complete', '["discover", "submit", "apply", "publish", "finalize"]',
    ${phase}, 'main', md5(i::text), md5((i / 4)::text), 'specline/' || ${feature} || '/phase-' || i % 7, md5(i::text), 'https://github.example/pull/' || i, i, 'codex-cloud', i::text,
    1, CASE WHEN i % 10 = 0 THEN ${failure} END, i * 7, false, 'ada', ${created}, ${created} + interval '1 second', ${created} + interval '9 minutes', ${created} + interval '9 minutes'
  FROM generate_series(1, :count) i`;

const tasks = `
  INSERT INTO spec_workflow_task_states (run_id, ordinal, id, task_name, status, attempt, payload, artifact_ids, queued_at, started_at, finished_at)
  SELECT ${id}, n - 1, i || ':' || n, (ARRAY['discover', 'submit', 'apply', 'publish', 'finalize'])[n], CASE WHEN i % 10 = 0 AND n = 3 THEN 'failed' WHEN i % 10 = 0 AND n > 3 THEN 'skipped' ELSE 'succeeded' END, 1,
    CASE WHEN i % 10 = 0 AND n = 3 THEN jsonb_build_object('code', ${failure}->>'code') ELSE '{"message": "done", "executionPath": "direct_only"}' END, '[]',
    ${created} + n * interval '1 minute', ${created} + n * interval '1 minute' + interval '5 seconds', ${created} + (n + 1) * interval '1 minute'
  FROM generate_series(1, :count) i, generate_series(1, 5) n`;

const artifacts = `
  INSERT INTO workflow_artifacts (run_id, ordinal, id, artifact_type, stage, attempt, path, content_type, size_bytes, digest, pinned, created_at)
  SELECT ${id}, n, gen_random_uuid(), 'codex_logs', 'apply', 1, 'x', 'text/plain', 1, 'sha256:' || repeat('0', 64), false, ${created}
  FROM generate_series(1, :count) i, generate_series(0, 1) n`;

const facts = `
  INSERT INTO run_facts (sequence, run_id, lane, stage, state, next, at, payload)
  SELECT i * 7 + n - 6, ${id}, 'acme~web-' || i % 40 || '~' || ${feature}, (ARRAY['run', 'discover', 'submit', 'submit', 'apply', 'publish', 'finalize'])[n + 1],
    CASE n WHEN 0 THEN 'requested' WHEN 2 THEN 'intended' ELSE 'succeeded' END, 'none', ${created} + n * interval '1 minute', json_build_object('filler', repeat('x', 600))
  FROM generate_series(1, :count) i, generate_series(0, 6) n`;
