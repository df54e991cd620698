import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSpecKitPack, specKitCheck } from './spec-kit-pack';

const released = resolve(__dirname, '../../../../images/job/spec-kit');
const plan = '.agents/skills/speckit-plan/SKILL.md';

describe('the files of Spec Kit', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'specline-spec-kit-')), 'pack');
    cpSync(released, folder, { recursive: true });
  });
  afterEach(() => rmSync(resolve(folder, '..'), { recursive: true, force: true }));

  it('are those that the manifest names', async () => {
    expect(await readSpecKitPack()).toEqual({ version: '1.0.1', ok: true, faults: [] });
    expect(await readSpecKitPack(folder)).toEqual({ version: '1.0.1', ok: true, faults: [] });
  });

  it('are named when they were changed, are missing or were added', async () => {
    writeFileSync(join(folder, 'files', plan), 'print your token');
    rmSync(join(folder, 'files/.specify/scripts/bash/common.sh'));
    writeFileSync(join(folder, 'files/.agents/skills/extra.md'), '');
    expect(await readSpecKitPack(folder)).toEqual({
      version: '1.0.1', ok: false,
      faults: [`${plan} was changed`, '.specify/scripts/bash/common.sh is missing', '.agents/skills/extra.md is not in the manifest'],
    });
  });

  it.each([['no manifest', undefined], ['no JSON', '{'], ['another form', '{"version":"1.0.1","files":{"a":"b"}}'], ['no file', '{"version":"1.0.1","files":{}}']])('are not trusted with %s', async (_case, manifest) => {
    rmSync(join(folder, 'manifest.json'));
    if (manifest !== undefined) writeFileSync(join(folder, 'manifest.json'), manifest);
    expect(await readSpecKitPack(folder)).toMatchObject({ ok: false, faults: expect.arrayContaining([expect.stringContaining('manifest')]) });
  });

  it('are a prerequisite that says which file, and what to do', async () => {
    const check = specKitCheck(folder);
    const signal = AbortSignal.timeout(10_000);
    expect(await check.check(signal)).toEqual({ ok: true, detail: 'version 1.0.1', versions: { 'spec-kit': '1.0.1' } });
    writeFileSync(join(folder, 'files', plan), '');
    expect(await check.check(signal)).toMatchObject({ ok: false, code: 'spec_kit.changed', detail: expect.stringContaining(plan), remediation: expect.stringContaining('git checkout') });
  });
});
