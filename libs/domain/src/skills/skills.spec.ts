import fc from 'fast-check';
import { StageFailure } from '../run/stage-failure';
import { canaryPlaceOf } from './canary';
import { decideSkill, type SkillSettings } from './decide-skill';
import { executionOf, skillFolderFor } from './execution-of';
import { invocationFor } from './invoke-skill';
import { agentStages, skillFileOf, skillFolderOf, skillNames } from './skill-adapters';

const settings: SkillSettings = { use: true, default: 'speckit', allowed: ['speckit'], fallback: true, canaryPercent: 100, shadow: false, byStage: {} };
const runId = '0199c0de-0000-7000-8000-000000000001';
const decide = (changes: Partial<SkillSettings> = {}, stage = 'submit', id: string | null = runId) => decideSkill({ stage, runId: id, settings: { ...settings, ...changes } });
const failureOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof StageFailure) return error.failure;
    throw error;
  }
  return undefined;
};

/** A UUIDv7 as runs get them: milliseconds, then random bits. */
const uuidV7 = (milliseconds: number, random: string): string => {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
};
const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const idsOf = (seed: number): string[] => fc.sample(hex(18), { numRuns: 10_000, seed }).map((random, index) => uuidV7(1_760_000_000_000 + index * 37, random));
const shareOf = (ids: string[], canaryPercent: number): number => ids.filter((id) => decide({ canaryPercent }, 'submit', id).path === 'skill').length / ids.length;

describe('the canary', () => {
  it.each([1, 2, 3])('of 30 % takes 29 to 31 % of 10,000 run ids (sample %i)', (seed) => {
    const share = shareOf(idsOf(seed), 30);
    expect(share).toBeGreaterThanOrEqual(0.29);
    expect(share).toBeLessThanOrEqual(0.31);
  });
  it('takes every run at 100 % and none at 0 %', () => expect([shareOf(idsOf(4), 100), shareOf(idsOf(4), 0)]).toEqual([1, 0]));
  it('gives a run one path for ever, in every stage', () => fc.assert(fc.property(fc.uuid(), fc.integer({ min: 0, max: 100 }), (id, canaryPercent) => {
    const paths = agentStages.flatMap((stage) => [1, 2, 3].map(() => decide({ canaryPercent }, stage, id).path));
    expect(new Set(paths).size).toBe(1);
  })));
  it('keeps the runs it has when the share grows', () => fc.assert(fc.property(fc.uuid(), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (id, one, other) => {
    const [less, more] = [Math.min(one, other), Math.max(one, other)];
    if (decide({ canaryPercent: less }, 'submit', id).path === 'skill') expect(decide({ canaryPercent: more }, 'submit', id).path).toBe('skill');
  })));
  it('gives the place that earlier releases gave', () => expect(canaryPlaceOf(runId)).toBeCloseTo(8.0511020263, 6));
  it('is not foretold for a run without id: the likelier path is named, and that it is not certain', () => {
    expect(decide({ canaryPercent: 30 }, 'submit', null)).toMatchObject({ path: 'direct_only', selectedSkill: 'speckit', why: expect.stringMatching(/decided by canary.*30 %/) as string });
    expect(decide({ canaryPercent: 80 }, 'submit', null)).toMatchObject({ path: 'skill', why: expect.stringMatching(/decided by canary.*80 %/) as string });
  });
});

describe('the decision', () => {
  it('takes the default skill, or that of the stage', () => {
    expect(decide()).toMatchObject({ selectedSkill: 'speckit', path: 'skill', why: 'the default skill' });
    const other = { allowed: ['speckit', 'other'], byStage: { plan: 'other' } };
    expect([decide(other, 'plan').selectedSkill, decide(other, 'tasks').selectedSkill]).toEqual(['other', 'speckit']);
  });
  it.each(['discover', 'apply', 'publish', 'finalize', 'prepare', 'cleanup'])('selects none for %s, which asks no agent, whatever is set', (stage) => {
    expect(decide({ shadow: true, byStage: { [stage]: 'speckit' } }, stage)).toMatchObject({ selectedSkill: null, path: 'direct_only', shadow: false });
  });
  it('selects none where skills are off, unless their prompt is to be kept for comparison', () => {
    expect(decide({ use: false })).toMatchObject({ selectedSkill: null, path: 'direct_only' });
    expect(decide({ use: false, shadow: true })).toMatchObject({ selectedSkill: 'speckit', path: 'direct_only', shadow: true });
  });
});

describe('the execution', () => {
  const there = { skillExists: true };
  const absent = { skillExists: false };
  it('is by the skill where the repository has it', () => {
    expect(executionOf(decide({ shadow: true }), there)).toMatchObject({ selectedSkill: 'speckit', executionPath: 'skill', usedSkills: true, usedFallback: false, shadowModeRequested: true });
  });
  it('falls back where it has not, and says which file is missing', () => {
    expect(executionOf(decide(), absent)).toMatchObject({
      selectedSkill: 'speckit', executionPath: 'direct_fallback', usedSkills: false, usedFallback: true, why: expect.stringContaining('.agents/skills/speckit-implement/SKILL.md') as string,
    });
  });
  it.each([
    ['skill.missing', decide({ fallback: false }), absent],
    ['skill.not_allowed', decide({ fallback: false, allowed: ['other'] }), there],
    ['skill.unknown', decide({ fallback: false, allowed: ['other'], byStage: { submit: 'other' } }), there],
  ])('fails with %s where falling back is switched off', (code, decision, found) => {
    const failure = failureOf(() => executionOf(decision, found));
    expect(failure).toMatchObject({ code, retryable: false });
    expect(failure?.remediation).toContain('SPEC_WORKFLOW_SKILLS_FALLBACK_ENABLED=1');
  });
  it('of a skill that is not allowed is the fallback, also where the repository has it', () => {
    expect(executionOf(decide({ allowed: ['other'] }), there)).toMatchObject({ executionPath: 'direct_fallback', usedSkills: false, usedFallback: true });
  });
  it.each([decide({ use: false }), decide({ canaryPercent: 0 }), decide({}, 'publish')])('without the skill path is direct_only and no fallback, whatever the repository has', (decision) => {
    for (const found of [there, absent]) expect(executionOf(decision, found)).toMatchObject({ executionPath: 'direct_only', usedSkills: false, usedFallback: false });
  });
});

describe('a skill', () => {
  it('means a folder of the repository for each stage that asks an agent', () => {
    for (const name of skillNames) for (const stage of agentStages) expect(skillFileOf(skillFolderOf(name, stage) as string)).toMatch(/^\.agents\/skills\/[a-z-]+\/SKILL\.md$/);
    expect(skillFolderFor(decide({}, 'specify'))).toBe('speckit-specify');
  });
  it('that nobody knows means nothing, also when its name is one that every object has', () => expect([skillFolderOf('other', 'plan'), skillFolderOf('constructor', 'plan')]).toEqual([undefined, undefined]));
  it('is mentioned to Codex and named by its file to other agents', () => {
    expect(invocationFor('codex-exec')('speckit-plan', 'Go')).toBe('$speckit-plan Go');
    expect(invocationFor('claude-code')('speckit-plan', 'Go')).toMatch(/`\.agents\/skills\/speckit-plan\/SKILL\.md`[\s\S]*\n\nGo$/);
  });
});
