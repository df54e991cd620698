import fc from 'fast-check';
import { cutDocument, longestPassage } from './cut-document';
import { estimatedTokens } from './estimated-tokens';
import { placeOf } from './passage';

const cut = (text: string, path = 'plan.md', longest?: number) => cutDocument({ path, text }, longest);
const places = (text: string, path?: string, longest?: number) => cut(text, path, longest).map((passage) => `${placeOf(passage)} ${passage.firstLine}-${passage.lastLine}`);
const words = (count: number) => 'word '.repeat(count).trim();

describe('Markdown', () => {
  const plan = '# Plan\n\nWhy.\n\n## Storage ##\n\nIn **Redis**.\n\n### Tables\n\n| a | b |\n\n## Limits\n\nNone.\n';

  it('is cut at its headings, and each passage knows the path of headings and its lines', () => {
    expect(places(plan)).toEqual(['plan.md › Plan 3-3', 'plan.md › Plan › Storage 7-7', 'plan.md › Plan › Storage › Tables 11-11', 'plan.md › Plan › Limits 15-15']);
  });
  it('counts lines as an editor does, also where they end with CR LF', () => expect(places(plan.replaceAll('\n', '\r\n'))).toEqual(places(plan)));
  it('takes no heading out of fenced code, and no text out of comments that readers do not see', () => {
    const [code, after] = cut('# A\n\n```sh\n# not a heading\n<!-- code -->\n```\n<!-- hidden\n## hidden\n--> shown\n## B <!-- aside -->\ntext\n');
    expect(code).toMatchObject({ headings: ['A'], text: '```sh\n# not a heading\n<!-- code -->\n```\n\n\n shown' });
    expect(after).toMatchObject({ headings: ['A', 'B'], firstLine: 11, text: 'text' });
  });
  it('gives no passage for a heading without text', () => expect(places('# A\n\n## B\n\n---\n')).toEqual([]));
  it('keeps what stands before the first heading', () => expect(places('Hello\n# A\nx\n')).toEqual(['plan.md 1-1', 'plan.md › A 3-3']));
});

describe('a long section', () => {
  it('is cut between paragraphs, and as much stays together as fits', () => {
    const paragraphs = [words(40), words(40), words(120)];
    expect(places(`# A\n${paragraphs.join('\n\n')}`, 'spec.md', 200)).toEqual(['spec.md › A 2-4', 'spec.md › A 6-6']);
  });
  it('is cut between lines when a paragraph is too long, and within a line when that is', () => {
    const list = Array.from({ length: 30 }, (_, index) => `- **FR-${index}**: the cart must keep its items`).join('\n');
    const passages = cut(`# A\n${list}\n\n${'x'.repeat(5000)}`);
    expect(passages.map(({ text }) => text).join('\n').replaceAll('\n', '')).toContain(list.replaceAll('\n', ''));
    expect(Math.max(...passages.map(({ text }) => estimatedTokens(text)))).toBeLessThanOrEqual(longestPassage + 1);
  });
});

describe('YAML and JSON', () => {
  const endpoint = (path: string) => `  ${path}:\n    get:\n      summary: ${words(30)}\n    post:\n      summary: ${words(30)}\n`;
  it('are cut at their keys, neighbours that fit stay together, and the heading is the path of keys', () => {
    const yaml = `openapi: 3.1.0\ninfo:\n  title: Cart\npaths:\n${endpoint('/carts/{id}')}${endpoint("'/items'")}components:\n  schemas: {}\n`;
    expect(places(yaml, 'contracts/cart.yaml', 50)).toEqual([
      'contracts/cart.yaml 1-3', 'contracts/cart.yaml › paths › /carts/{id} 4-7', 'contracts/cart.yaml › paths › /carts/{id} 8-9',
      'contracts/cart.yaml › paths › /items 10-12', 'contracts/cart.yaml › paths › /items 13-14', 'contracts/cart.yaml 15-16',
    ]);
  });
  it('of several lines look alike to it', () => {
    const json = JSON.stringify({ cart: { id: words(30), items: words(30) }, note: 'x' }, null, 2);
    expect(places(json, 'contracts/cart.json', 60)).toEqual(['contracts/cart.json › cart 2-3', 'contracts/cart.json › cart 4-5', 'contracts/cart.json 6-7']);
  });
});

it('a contract in another language is cut between its paragraphs', () => {
  expect(places('type Cart {\n  id: ID!\n}\n\ntype Item {\n  id: ID!\n}\n', 'contracts/cart.graphql', 20)).toEqual(['contracts/cart.graphql 1-3', 'contracts/cart.graphql 5-7']);
});

it.each(['plan.md', 'a.yaml', 'a.json', 'a.sql'])('nothing of %s is lost or doubled but blank lines, headings and comments, no passage is too long, and it takes no time to speak of', (path) => {
  const line = fc.oneof(fc.constantFrom('', '# A', '## B', '```', '- x:', 'key:', '  deep: 1', '    deeper: "a"', '{', '}', '<!--', '-->'), fc.string({ maxLength: 60 }));
  fc.assert(fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
    const passages = cut(lines.join('\n'), path, 30);
    let last = 0;
    for (const { firstLine, lastLine, text } of passages) {
      expect(firstLine).toBeGreaterThanOrEqual(last);
      expect(lastLine).toBeGreaterThanOrEqual(firstLine);
      expect(estimatedTokens(text)).toBeLessThanOrEqual(31);
      last = lastLine;
    }
    const kept = passages.map(({ text }) => text).join('\n');
    if (!/[#<]|--|\u0000/.test(lines.join(''))) expect(kept.match(/[A-Za-z]{3,}/g) ?? []).toEqual(lines.join('\n').match(/[A-Za-z]{3,}/g) ?? []);
  }));
});

it.each([['one line', `# ${' #'.repeat(100_000)}`], ['fences', '```\n'.repeat(50_000)], ['keys', 'a:\n'.repeat(50_000)], ['depth', Array.from({ length: 2000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')], ['comments', '<!--'.repeat(50_000)]])('a hostile document of %s is cut within two seconds', (_what, text) => {
  const start = process.cpuUsage();
  for (const path of ['a.md', 'a.yaml']) cut(text, path);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
});
