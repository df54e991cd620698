import { createElement } from 'react';
import type { Brakes, HeldBrake } from '#contracts';
import { drawn, wordsOf } from '../drawn.fixture';
import { DrainCard } from './drain-card';
import { DrainNotice } from './drain-notice';
import { HeldBrakes } from './held-brakes';

// The client of the API asks the page where it is.
jest.mock('../api/client', () => ({ api: {}, answerOf: () => new Promise(() => undefined) }));

const at = '2026-01-01T00:00:00.000Z';
const held: HeldBrake = { code: 'brake.no_progress', repository: 'acme/web', featureKey: '003-cart', message: 'It does not go on: see https://github.test/acme/web/pull/3.', remediation: 'Merge or close it.', count: 3, limit: 3, since: at, until: null };
const answers = (draining: Brakes['draining']) => [[['brakes'], { draining, items: [], releases: [], limits: { noProgress: 3, allowance: 5, failures: 3, unreviewed: 5 }, unknown: [] } satisfies Brakes]] as const;
const draining = { by: 'eve', at, reason: 'upgrade' };
const administrator = { role: 'admin' as const, grants: [{ role: 'admin' as const }] };

describe('a brake that holds', () => {
  const brakes = createElement(HeldBrakes, { brakes: [held] });

  it('says why, with a link, by which code, what to do, and can be released', () => {
    const html = drawn(brakes);
    expect(html).toContain('href="https://github.test/acme/web/pull/3"');
    expect(wordsOf(html)).toMatch(/It does not go on.*brake\.no_progress.*Merge or close it\..*Release…/);
  });

  it('is released by who operates its repository; others are told who may', () => {
    const elsewhere = { role: 'operator' as const, grants: [{ role: 'viewer' as const }, { role: 'operator' as const, repositories: ['acme/api'] }] };
    const words = wordsOf(drawn(brakes, { session: elsewhere }));
    expect(words).not.toContain('Release');
    expect(words).toContain('You may only look at acme/web');
  });

  it('shows nothing that acts to who looks only', () => {
    const words = wordsOf(drawn(brakes, { session: { role: 'viewer', grants: [{ role: 'viewer' }] } }));
    expect(words).toContain('Merge or close it.');
    expect(words).not.toMatch(/Release|You may only look/);
  });
});

describe('the drain', () => {
  it('is told on every page, with who and why, and only while it is', () => {
    expect(wordsOf(drawn(createElement(DrainNotice), { answers: answers(draining) }))).toBe('Specline is drained: nothing is started. eve: upgrade');
    expect(wordsOf(drawn(createElement(DrainNotice), { answers: answers(null) }))).toBe('');
  });

  it('is begun and ended by an administrator of all repositories', () => {
    const card = createElement(DrainCard);
    expect(wordsOf(drawn(card, { session: administrator, answers: answers(draining) }))).toMatch(/Nothing is started since.*eve: upgrade.*End the drain/);
    expect(drawn(card, { session: administrator, answers: answers(null) })).toMatch(/<button[^>]*type="submit"/);
    const some = { role: 'admin' as const, grants: [{ role: 'admin' as const, repositories: ['acme/*'] }] };
    expect(wordsOf(drawn(card, { session: some, answers: answers(null) }))).toContain('An administrator can change it. This takes the role admin for all repositories.');
    expect(drawn(card, { session: some, answers: answers(null) })).not.toContain('<button');
  });
});
