// What every ranking of passages does, whatever it ranks by.
import { cutDocument, type Passage } from '#domain';
import type { PassageRanking } from './passage-ranking';

const documents = [
  { path: 'spec.md', text: '# Shop\n\n## Cart\n\nA cart keeps its line items for thirty days.\n\n## Invoice\n\nAn invoice is sent by mail when the order is paid.\n\n## Languages\n\nAll pages exist in German and French.\n' },
  { path: 'data-model.md', text: '# Data\n\n## LineItem\n\nlineItem belongs to one cart and has a quantity.\n\n## MailAddress\n\nA mail address is checked before it is used.\n' },
];
const passages = documents.flatMap((document) => cutDocument(document));
const unstopped = new AbortController().signal;

export function passageRankingContract(name: string, make: () => PassageRanking): void {
  describe(`${name}, as every ranking,`, () => {
    const near = (questions: string[], of: readonly Passage[] = passages, signal = unstopped) => make().near(of, questions, signal);
    const nearest = async (question: string) => {
      const [row = []] = await near([question]);
      return passages[row.indexOf(Math.max(...row))]?.headings.at(-1);
    };

    it('finds the passage that says what a task says', async () => {
      expect(await nearest('Let a cart forget items after thirty days')).toBe('Cart');
      expect(await nearest('Send the invoice by mail')).toBe('Invoice');
      expect(await nearest('Translate the pages to French')).toBe('Languages');
    });
    it('finds a passage by its heading and its file', async () => {
      expect(await nearest('spec.md Languages')).toBe('Languages');
    });
    it('answers each question by itself, with a number for each passage that is 0 or more', async () => {
      const rows = await near(['cart quantity', 'mail address', 'cart quantity']);
      expect(rows.map((row) => row.length)).toEqual([passages.length, passages.length, passages.length]);
      expect(rows.flat().every((one) => Number.isFinite(one) && one >= 0)).toBe(true);
      expect(rows[2]).toEqual(rows[0]);
      expect(rows[1]).not.toEqual(rows[0]);
    });
    it('says the same of the same', async () => expect(await near(['cart', 'mail'])).toEqual(await near(['cart', 'mail'])));
    it('takes no question, no passage and a question without words', async () => {
      expect(await near([])).toEqual([]);
      expect(await near(['cart'], [])).toEqual([[]]);
      expect((await near(['—']))[0]).toHaveLength(passages.length);
    });
    it('takes as many and as long ones as a feature has', async () => {
      const many = Array.from({ length: 230 }, (_, index) => ({ ...passages[0] as Passage, firstLine: index, text: index === 77 ? 'The needle.' : `Hay ${index} ${'購物車!'.repeat(index)}` }));
      const [row = []] = await near(['Find the needle', 'x'.repeat(5000)], many);
      expect(row.indexOf(Math.max(...row))).toBe(77);
    }, 30_000);
    it('stops with the reason of whoever stops it', async () => {
      await expect(near(['cart'], passages, AbortSignal.abort(new Error('the run has moved on')))).rejects.toThrow('the run has moved on');
    });
  });
}
