import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SkillSettings } from '#domain';
import { findPack } from '../spec-kit/spec-kit-pack';
import { skillCheck } from './skill-readiness';
import { skillSettings } from './skills.fixture';

const found = (change: Partial<SkillSettings> = {}, specKit = findPack()) => skillCheck({ settings: { ...skillSettings, ...change }, specKit }).check(new AbortController().signal);

test('skills can be used when Spec Kit has a file for every stage that asks an agent', async () => {
  expect(await found()).toMatchObject({ ok: true, detail: 'speckit for submit, specify, plan, tasks' });
});

test('a Spec Kit without the files is named, stage by stage, with what happens instead', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'specline-skills-'));
  try {
    expect(await found({}, empty)).toMatchObject({ ok: false, code: 'skill.unavailable', detail: expect.stringMatching(/submit: .*speckit-implement.*tasks: .*own prompt is used/) });
    expect((await found({ fallback: false }, empty)).detail).not.toContain('instead');
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test('a skill that is not allowed is named with its stage', async () => {
  expect(await found({ byStage: { plan: 'other' } })).toMatchObject({ ok: false, detail: expect.stringMatching(/^plan: .*other is not allowed/), remediation: expect.stringContaining('SPEC_WORKFLOW_ALLOWED_SKILLS') });
});

test('without skills nothing is lacking', async () => {
  expect(await found({ use: false, byStage: { plan: 'other' } })).toMatchObject({ ok: true, detail: expect.stringContaining('switched off') });
});
