import fc from 'fast-check';
import { choosePassages } from './choose-passages';
import { estimatedTokens } from './estimated-tokens';
import type { Passage } from './passage';
import { passageSection } from './passage-section';

const passage = (text: string, firstLine = 1): Passage => ({ file: 'plan.md', headings: ['Plan'], firstLine, lastLine: firstLine, text });
const passages = ['cart', 'order', 'invoice', 'customer'].map((word, index) => passage(`The ${word} `.repeat(10).trim(), index + 1));
const lines = (nearness: number[][], budget = 1000) => choosePassages(passages, nearness, budget).map(({ firstLine }) => firstLine);
const cost = estimatedTokens(passageSection([passages[0] as Passage], 'x')[2] as string);

it('the nearest come into the budget, and stand in the order of the documents', () => {
  expect(lines([[0.1, 0.9, 0.2, 0.8]], cost * 2)).toEqual([2, 4]);
});
it('each task brings its nearest, however near those of another are', () => {
  expect(lines([[9, 8, 0.2, 7], [0.001, 0, 0.002, 0]], cost * 2)).toEqual([1, 3]);
});
it('what is not near at all is left out, whatever room there is', () => expect(lines([[0, 1, 0, 0]])).toEqual([2]));
it('no task, no passage or no budget is no choice', () => {
  expect([lines([]), choosePassages([], [[]], 100), lines([[1, 1, 1, 1]], 0)]).toEqual([[], [], []]);
});
it('one that does not fit makes room for the next', () => {
  const all = [passage('long '.repeat(500)), passage('short', 2)];
  expect(choosePassages(all, [[2, 1]], 100).map(({ firstLine }) => firstLine)).toEqual([2]);
});
it('the score of the nearest is 1, and others are measured by it', () => {
  expect(choosePassages(passages, [[3, 2, 1, 0], [3, 1, 2, 0]], 1000).map(({ score }) => score)).toEqual([1, 0.417, 0.417]);
});
it('what is chosen never costs more than the budget, as it is quoted', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.string({ maxLength: 400 }), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 20 }), fc.nat(600), (drawn, budget) => {
    const chosen = choosePassages(drawn.map(([text], index) => passage(text, index + 1)), [drawn.map(([, near]) => near)], budget);
    const quotedTokens = chosen.map((one) => estimatedTokens(passageSection([one], 'x')[2] ?? ''));
    expect(quotedTokens).toEqual(chosen.map(({ tokens }) => tokens));
    expect(quotedTokens.reduce((total, one) => total + one, 0)).toBeLessThanOrEqual(budget);
  }));
});
