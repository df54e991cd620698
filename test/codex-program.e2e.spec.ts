// A Codex CLI that hangs, says nothing, says nonsense or is not there: the run fails in bounded time and says so.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runsPath } from '#contracts';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';
import { childrenOf } from './observation.fixture';

const repository = 'acme/broken-cli';

describe('the program that CODEX_BIN names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'specline-codex-bin-'));
  const program = join(folder, 'codex');
  let specline: TestInstallation;
  const behave = (lines: string): void => writeFileSync(join(folder, 'behaviour'), `${lines}\n`);

  beforeAll(async () => {
    writeFileSync(program, `#!/bin/sh\n[ "$1" = --version ] && echo 'codex-cli 0.169.0' && exit 0\n. '${folder}/behaviour'\n`);
    chmodSync(program, 0o755);
    behave('exit 0');
    specline = await startInstallation({ repositories: [repository], settings: { CODEX_BIN: program, SPECLINE_RETRY_DELAYS_SECONDS: '1' } });
    await specline.sandbox!.github.control.createRepository({ repository, files: featureFiles(['001-x']), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
  }, 120_000);
  afterAll(async () => {
    await specline?.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it.each([
    ['prints nothing', 'exit 0', 'codex.cli_output'],
    ['prints something else than JSON', 'echo "<html>Just a moment"', 'codex.cli_output'],
    ['prints without end', 'yes', 'codex.cli_output'],
    ['ends with an error of its own', 'echo "Error: the disk is on fire" >&2; exit 1', 'codex.cli_failed'],
    ['hangs', 'sleep 600', 'codex.cli_timeout'],
  ])('%s: the run fails at submit, and no process is left', async (_name, behaviour, code) => {
    behave(behaviour);
    const run = await specline.finish({ repository, featureKey: '001-x' });
    expect(run).toMatchObject({ status: 'failed', phase: 'submit', failure: { code }, codexTaskId: null });
    expect(run.failure?.remediation).toBeTruthy();
    expect(run.artifacts?.map(({ artifactType }) => artifactType)).toEqual(expect.arrayContaining(['codex_prompt', 'codex_logs']));
    expect(childrenOf(specline.stack.services.named('codex-runner')[0]!.pid!)).toEqual([]);
  });

  it('is not there: codex.cli_missing, and once it is there again a retry goes on', async () => {
    rmSync(program);
    const run = await specline.finish({ repository, featureKey: '001-x' });
    expect(run).toMatchObject({ status: 'failed', phase: 'submit', failure: { code: 'codex.cli_missing' } });
    writeFileSync(program, '#!/bin/sh\necho "Error: awake" >&2; exit 1\n', { mode: 0o755 });
    expect((await specline.post(`/${runsPath}/${run.id}/retry`, { mode: 'resume_failed_task' })).status).toBe(202);
    expect((await specline.over(run.id)).failure).toMatchObject({ code: 'codex.cli_failed' });
  });
});
