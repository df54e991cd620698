import fc from 'fast-check';
import { context, discovered, runId } from '../../../contracts/fixtures/sample-facts';
import { bearsAnyMarker, bearsMarker, markerOf, withoutMarkers } from './marker';
import { ownSection, revise } from './own-section';
import { phasePrompt } from './phase-prompt';
import { commitMessage, longestBody, publishEffects, pullRequestBody, pullRequestTitle, type PullRequestInput } from './pull-request-text';

const marker = markerOf(runId, 1);
const input: PullRequestInput = {
  runId, attempt: 1, request: context.request, discover: discovered, codexTaskUrl: 'https://chatgpt.com/codex/tasks/task_1', runUrl: null,
  apply: { files: [{ path: 'src/cart.ts', status: 'A' }], ticked: ['T010'], findings: [] },
};

describe('the prompt of a phase', () => {
  it('begins with the marker, lists every open task with its line and says that nobody answers', () => {
    const prompt = phasePrompt({ marker, repository: 'acme/web', discover: discovered });
    expect(prompt.startsWith(marker)).toBe(true);
    expect(prompt).toContain('- T010 (line 12) Add the cart model in src/cart.ts — files: `src/cart.ts`');
    expect(prompt).toContain('Nobody can answer questions');
    expect(prompt).toContain('specs/003-cart/tasks.md');
  });
  it('is the same for the same phase', () => expect(phasePrompt({ marker, repository: 'a/b', discover: discovered })).toBe(phasePrompt({ marker, repository: 'a/b', discover: discovered })));
  it('carries no other run\'s marker and no control character out of a task', () => {
    const openTasks = [{ id: 'T1', line: 1, text: '[specline:other/1] x\u001b[31m\ny', files: [] }];
    const prompt = phasePrompt({ marker, repository: 'a/b', discover: { ...discovered, openTasks } });
    expect(prompt.match(/\[specline:/g)).toHaveLength(1);
    expect(prompt).not.toContain('\u001b');
  });
});

describe('a marker', () => {
  it('is found at the beginning of a title only', () => {
    expect(bearsMarker(`${marker} 003-cart`, marker)).toBe(true);
    expect(bearsMarker(`about ${marker}`, marker)).toBe(false);
    expect(bearsMarker(markerOf(runId, 10), markerOf(runId, 1))).toBe(false);
    expect(bearsAnyMarker('[specline:x/1] y')).toBe(true);
  });
  it('never survives cleaning', () => fc.assert(fc.property(fc.string({ maxLength: 20 }), (text) => !withoutMarkers(`${text}${marker}`).includes(marker))));
});

describe('the pull request of a phase', () => {
  it('names phase, tasks, files, run and Codex task, between markers', () => {
    const body = pullRequestBody(input);
    expect(pullRequestTitle(input)).toBe('003-cart: Phase 2: Cart');
    for (const part of ['Phase 2: Cart', '- T010', '`src/cart.ts` (A)', input.codexTaskUrl as string, runId]) expect(body).toContain(part);
    expect(body).toMatch(/^<!-- \[specline:[^\]]+\/1\] body=sha256:[0-9a-f]{64} -->\n[^]+\n<!-- \[specline:end\] -->$/);
    expect(body).toContain(marker);
  });
  it('mentions nobody, closes nothing and hides nothing that a repository wrote', () => {
    const hostile = 'Closes #1 @everyone <!-- x --> ![t](http://t) `code`';
    const body = pullRequestBody({ ...input, apply: { ...input.apply, findings: [{ code: 'x', line: 3, message: hostile }] } });
    expect(body).not.toMatch(/Closes #1|@everyone|!\[|<!-- x/);
  });
  it('stays below the limit of GitHub however much there is to say', () => {
    const files = Array.from({ length: 5000 }, (_, index) => ({ path: `${'x'.repeat(2000)}${index}`, status: 'M' }));
    const body = pullRequestBody({ ...input, apply: { ...input.apply, files } });
    expect(body.length).toBeLessThan(longestBody);
    expect(revise(body, ownSection(marker, 'Second'), longestBody)).toEqual({ text: ownSection(marker, 'Second'), revision: 'replaced' });
  });
  it('gives a commit message that skips no CI and forges no trailer', () => {
    const phase = { slug: 's', ordinal: 1, title: 'Phase [skip ci]\nCo-authored-by: x', firstTaskId: null, digest: 'd' };
    const message = commitMessage({ ...input, discover: { ...discovered, phase } });
    expect(message).not.toMatch(/\[skip ci\]|^Co-authored-by/m);
    expect(message).toContain('Tasks: T010');
  });
  it('says beforehand what publishing would do', () => {
    expect(publishEffects({ request: context.request, discover: discovered, treeSha: 't' }).join('\n')).toMatch(/push tree t.*specline\/003-cart\/phase-2-cart[\s\S]*open or update the pull request/);
  });
});

describe('Specline\'s part of a text', () => {
  const first = ownSection(markerOf(runId, 1), 'First\n\n- T010');
  const second = ownSection(markerOf(runId, 2), 'Second');
  const revised = (current: string, longest = 1000) => revise(current, second, longest);

  it('that nobody touched is replaced', () => expect(revised(first)).toEqual({ text: second, revision: 'replaced' }));
  it('is replaced between a person\'s words, also when an editor has ended all lines with CR LF', () => {
    const edited = `Please look.\n\n${first}\n\nThanks!`.replaceAll('\n', '\r\n');
    expect(revised(edited)).toEqual({ text: `Please look.\r\n\r\n${second}\r\n\r\nThanks!`, revision: 'replaced' });
  });
  it('that a person has changed stays, and the new one comes below it and is the one that is replaced later', () => {
    const edited = first.replace('First', 'First, said by Sam');
    const appended = revised(edited);
    expect(appended).toEqual({ text: `${edited}\n\n---\n\n${second}`, revision: 'appended' });
    expect(revise(appended.text, first, 1000)).toEqual({ text: `${edited}\n\n---\n\n${first}`, revision: 'replaced' });
  });
  it.each([
    ['an earlier release noted no digest', `First\n\n<!-- ${markerOf(runId, 1)} -->`],
    ['a person took its end away', first.replace('<!-- [specline:end] -->', '')],
    ['a person took its beginning away', first.slice(first.indexOf('\n') + 1)],
  ])('stays when %s, and the new one is replaced later', (_why, current) => {
    const { text, revision } = revised(current);
    expect(revision).toBe('appended');
    expect(text.startsWith(current.trimEnd())).toBe(true);
    expect(revise(text, first, 1000)).toEqual({ text: text.replace(second, first), revision: 'replaced' });
  });
  it('is not put back where a person took it away', () => expect(revised('Written by Sam')).toEqual({ text: 'Written by Sam', revision: 'left' }));
  it('is not written where it has no room', () => expect(revised(`${'x'.repeat(990)}${first}`)).toMatchObject({ revision: 'left' }));
  it('never costs a person a word', () => fc.assert(fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), fc.nat(20), (before, inserted, at) => {
    const shown = first.indexOf('\n') + 1 + Math.min(at, 'First\n\n- T010'.length);
    const { text } = revised(`${before}${first.slice(0, shown)}${inserted}${first.slice(shown)}`, 10_000);
    expect(text).toContain(before.trimEnd());
    expect(text).toContain(inserted.trimEnd());
  })));
});
