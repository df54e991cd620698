import { cutDocument } from '#domain';
import { LexicalRanking } from './lexical-ranking';
import { passageRankingContract } from './passage-ranking.contract';
import { wordsIn } from './words';

passageRankingContract('the ranking by words', () => new LexicalRanking());

const nearest = async (text: string, question: string): Promise<(string | undefined)[]> => {
  const passages = cutDocument({ path: 'plan.md', text });
  const [row = []] = await new LexicalRanking().near(passages, [question], new AbortController().signal);
  return [...row.keys()].filter((index) => (row[index] ?? 0) > 0).sort((one, other) => (row[other] ?? 0) - (row[one] ?? 0)).map((index) => passages[index]?.headings[0]);
};

it('a passage without a word of the task is not near at all', async () => {
  expect(await nearest('# A\n\nThe cart.\n\n# B\n\nThe mail.\n', 'Add the cart')).toEqual(['A']);
});
it('names of code are found whole and by their parts', async () => {
  expect(wordsIn('CartService cart_id HTTPServer2')).toEqual(['cartservice', 'cart', 'service', 'cart_id', 'cart', 'id', 'httpserver2', 'http', 'server2']);
  expect(await nearest('# A\n\nA service for every cart.\n\n# B\n\nMail.\n', 'CartService')).toEqual(['A']);
});
it('languages without spaces are found by their words', async () => {
  expect(await nearest('# A\n\n購物車必須保留三十天。\n\n# B\n\n發票以郵件寄出。\n', '寄出發票')).toEqual(['B']);
});
it('a rare word counts more than common ones', async () => {
  const common = Array.from({ length: 8 }, (_, index) => `# C${index}\n\nThe user page shows the user list.\n`).join('\n');
  expect((await nearest(`${common}\n# R\n\nThe webhook.\n`, 'user page webhook'))[0]).toBe('R');
});
