import { GitOrigin } from '../../../../test/git-origin';
import { discovered } from '../../../../libs/contracts/fixtures/sample-facts';
import { StageBench, contextOf, type StageStart } from '../../../../libs/stage-runtime/src/stage-context.fixture';
import type { Nearness } from '#domain';
import { RepositoryMirrors } from '../apply/repository-mirrors';
import { DocumentReader } from './document-reader';
import { FeaturePassages } from './feature-passages';
import { LexicalRanking } from './lexical-ranking';
import type { PassageChoice } from './passage-choice';
import { PassageRanking, RankingUnavailable } from './passage-ranking';

/** A ranking that cannot be had, or that finds one passage near to everything. */
class StubRanking extends PassageRanking {
  readonly name = 'google';
  constructor(private readonly answer: Error | number) { super(); }
  async near(passages: readonly unknown[], questions: readonly string[]): Promise<Nearness> {
    if (this.answer instanceof Error) throw this.answer;
    return questions.map(() => passages.map((_, index) => (index === this.answer ? 1 : 0)));
  }
}

describe('the passages of a phase', () => {
  let origin: GitOrigin;
  let baseSha: string;
  let machines = 0;
  const stages = new StageBench();
  const run = '01990000-0000-7000-8000-0000000000b1';

  beforeAll(async () => {
    origin = await GitOrigin.start();
    baseSha = origin.commit('main', {
      'specs/003-cart/spec.md': '# Shop\n\n## Items\n\nThe cart model keeps items.\n\n## Mail\n\nInvoices go by mail.\n', 'specs/003-cart/tasks.md': '- [ ] T010 Add the cart model\n',
      'specs/003-cart/contracts/cart.yaml': 'paths:\n  /cart:\n    get:\n      summary: The cart model\n', 'specs/003-cart/contracts/bytes.txt': Buffer.of(0xff, 0xfe), 'specs/003-cart/contracts/large.md': 'cart model '.repeat(30_000), 'README.md': 'The cart model\n',
    });
  });
  afterAll(async () => {
    await origin.close();
    stages.close();
  });

  const reader = () => new DocumentReader(new RepositoryMirrors(origin.cache(`machine-${++machines}`), { serverUrl: new URL(origin.remote.url).origin, readToken: origin.remote.token }));
  const passages = (wanted: PassageRanking = new LexicalRanking(), tokens = 2000, readingMilliseconds = 60_000) => new FeaturePassages(reader(), { wanted, fallback: new LexicalRanking() }, stages.artifacts, { tokens, readingMilliseconds });
  const discover = () => ({ ...discovered, baseSha, openTasks: [{ id: 'T010', line: 1, text: 'Add the cart model', files: [] }] });
  const trial = (start: StageStart = {}) => stages.start('submit', contextOf({ repository: 'acme/web', featureKey: `003-${++machines}` }), start);
  type Trial = Awaited<ReturnType<typeof trial>>;
  const find = (one: Trial, of: FeaturePassages, change: Partial<ReturnType<typeof discover>> = {}) => of.forPrompt({ request: one.context.request, discover: { ...discover(), ...change } }, one.context);
  const choiceOf = async (one: Trial) => JSON.parse(await one.read('prompt_passages')) as PassageChoice;
  const said = (one: Trial) => one.news.map(({ message }) => message).join('\n');

  it('come from the documents of the feature at the base commit, nearest first into the budget, and the choice is kept with the run', async () => {
    const one = await trial();
    const found = await find(one, passages());
    expect(found.map(({ file, headings }) => [file, ...headings])).toEqual([['spec.md', 'Shop', 'Items'], ['contracts/cart.yaml']]);
    const choice = await choiceOf(one);
    expect(choice).toMatchObject({ base: baseSha, directory: 'specs/003-cart', ranking: 'lexical', wanted: 'lexical', fallback: null, problem: null, budgetTokens: 2000, leftOut: ['contracts/bytes.txt', 'contracts/large.md'] });
    expect(choice.passages.map(({ score }) => score)).toContain(1);
    expect(choice.quotedTokens).toBeGreaterThan(0);
    expect(said(one)).toMatch(/quotes 2 passages of 2 documents, about \d+ tokens \(the documents have \d+\), ranked by words/);
  });
  it('are ranked by words when the wanted ranking cannot be had, and the run and the watcher are told why and what to do', async () => {
    const one = await trial();
    const found = await find(one, passages(new StubRanking(new RankingUnavailable('Google refuses the key (400)', 'Set GOOGLE_API_KEY.'))));
    expect(found).toHaveLength(2);
    expect(await choiceOf(one)).toMatchObject({ wanted: 'google', ranking: 'lexical', fallback: 'Google refuses the key (400). Set GOOGLE_API_KEY.' });
    expect(said(one)).toContain('ranked by words, since Google refuses the key (400). Set GOOGLE_API_KEY.');
  });
  it.each<[string, () => FeaturePassages, object, RegExp]>([
    ['the commit is gone', () => passages(), { baseSha: 'b'.repeat(40) }, /Could not read acme\/web/],
    ['reading takes too long', () => passages(new LexicalRanking(), 2000, 0), {}, /took longer than 0 s/],
    ['a ranking is broken', () => passages(new StubRanking(new Error('broken'))), {}, /broken/],
  ])('are none when %s, and the run goes on', async (_what, make, change, problem) => {
    const one = await trial();
    expect(await find(one, make(), change)).toEqual([]);
    expect(await choiceOf(one)).toMatchObject({ problem: expect.stringMatching(problem), passages: [], ranking: null });
    expect(said(one)).toContain('quotes no documents');
  });
  it('are none where there are no documents, and nobody is troubled', async () => {
    const one = await trial();
    expect(await find(one, passages(), { featureDirectory: 'specs/nowhere' })).toEqual([]);
    expect(await choiceOf(one)).toMatchObject({ problem: null, passages: [] });
  });
  it('are not looked for with a budget of 0', async () => {
    const one = await trial();
    expect(await find(one, passages(new StubRanking(new Error('asked')), 0))).toEqual([]);
    expect(one.kept('prompt_passages')).toBeUndefined();
  });
  it('are those of the first try when a second one recovers, whatever would be chosen now', async () => {
    const first = await find(await trial({ runId: run }), passages(new StubRanking(1)));
    expect(first.map(({ headings }) => headings.at(-1))).toEqual(['Mail']);
    const again = await find(await trial({ runId: run, recovering: { data: {}, at: new Date() } }), passages());
    expect(again).toEqual(first);
    expect(await find(await trial({ runId: run, attempt: 2, recovering: { data: {}, at: new Date() } }), passages())).toHaveLength(2);
  });
  it('end with the run, when it has moved on', async () => {
    const one = await trial();
    one.stop.abort(new Error('the run has moved on'));
    await expect(find(one, passages())).rejects.toThrow('the run has moved on');
  });
});
