import fc from 'fast-check';
import { featureOfLane, laneOf } from './lane';
import { subjectOf, stageFilter } from './fact';
import { chainOf } from './workflow';
import { stageNames, stagesOf } from './stage-catalogue';

describe('a lane', () => {
  it('is owner, name and feature, owner and name in lower case', () => expect(laneOf('Acme/Web', '003-Cart')).toBe('acme~web~003-Cart'));
  it('writes every other character so that no two features share a lane', () => {
    expect(laneOf('acme/we.b', 'a b')).toBe('acme~we=2Eb~a=20b');
    expect(laneOf('acme/web', 'ü>*.')).toBe('acme~web~=C3=BC=3E=2A=2E');
    const features = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(fc.property(features, features, (one, other) => one === other || laneOf('a/b', one) !== laneOf('a/b', other)));
  });
  it('tells its feature', () => fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (feature) => featureOfLane(laneOf('a/b', feature)) === new TextDecoder().decode(new TextEncoder().encode(feature)))));
  it('is always one token of a subject', () => fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (feature) => /^[A-Za-z0-9_=~-]+$/.test(laneOf('a/b', feature)))));
});

describe('the catalogue', () => {
  it('gives every stage one host', () => expect([...stagesOf('discovery'), ...stagesOf('codex-runner'), ...stagesOf('publisher')].sort()).toEqual([...stageNames].sort()));
  it('lets a dry run of any workflow leave out publish, and clean up what it made', () => {
    expect(chainOf('next-phase', false)).toEqual(['discover', 'submit', 'apply', 'publish', 'finalize']);
    expect(chainOf('next-phase', true)).toEqual(['discover', 'submit', 'apply']);
    expect(chainOf('specify', false)).toEqual(['prepare', 'specify', 'plan', 'tasks', 'publish', 'cleanup', 'finalize']);
    expect(chainOf('specify', true)).toEqual(['prepare', 'specify', 'plan', 'tasks', 'cleanup', 'finalize']);
  });
  it('puts who acts next at the end of the subject', () => {
    expect(subjectOf({ lane: 'l', runId: 'r', stage: 'discover', state: 'succeeded', next: 'submit' })).toBe('run.l.r.discover.succeeded.submit');
    expect(stageFilter('submit')).toBe('run.*.*.*.*.submit');
  });
});
