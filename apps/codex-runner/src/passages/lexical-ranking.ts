// Ranks passages by the words they share with a task, rare ones first (BM25+, as MiniSearch has it): nothing leaves the machine.
import MiniSearch from 'minisearch';
import type { Nearness, Passage } from '#domain';
import { PassageRanking } from './passage-ranking';
import { saysSomething, wordsIn } from './words';

interface Entry { id: number; text: string; headings: string; file: string }

/** Between so many the runner does its other work: heartbeats, listings. */
const passagesAtOnce = 20;

export class LexicalRanking extends PassageRanking {
  readonly name = 'lexical';

  async near(passages: readonly Passage[], questions: readonly string[], signal: AbortSignal): Promise<Nearness> {
    signal.throwIfAborted();
    const index = new MiniSearch<Entry>({ fields: ['text', 'headings', 'file'], tokenize: wordsIn, processTerm: (word) => (saysSomething(word) ? word : null) });
    await index.addAllAsync(passages.map(({ text, headings, file }, id) => ({ id, text, headings: headings.join(' '), file })), { chunkSize: passagesAtOnce });
    signal.throwIfAborted();
    return questions.map((question) => {
      const row = new Array<number>(passages.length).fill(0);
      for (const { id, score } of index.search(question)) row[id as number] = score;
      return row;
    });
  }
}
