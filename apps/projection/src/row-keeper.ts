// Brings rows from fact to fact, a batch at a time: the one way in which facts become rows, live and in a rebuild.
import type { StoredFact } from '#contracts';
import { RowsRefused, type Cursor, type Fault, type KnownRun, type ProjectionWriter } from '#read-model';
import type { ReadMessage } from './fact-queue';
import { faultOf, foldFacts } from './fold-facts';
import { RunCache } from './run-cache';

export interface KeeperReport { facts: number; faults: readonly Fault[] }

export class RowKeeper {
  /** `at` is where the rows are; nobody else may write as long as this goes on. */
  constructor(private readonly writer: ProjectionWriter, private at: Cursor, private readonly now: () => Date, private readonly cache = new RunCache()) {}

  get sequence(): number {
    return this.at.sequence;
  }

  /**
   * Writes the messages in one transaction. When PostgreSQL will never take one of them, that one becomes a fault and the others are written.
   * @throws CursorMoved, ReadModelUnavailable
   */
  async keep(messages: readonly ReadMessage[]): Promise<KeeperReport> {
    const upTo = messages.at(-1)?.sequence;
    if (upTo === undefined) return { facts: 0, faults: [] };
    const facts = messages.filter((message): message is StoredFact => message.fact !== undefined);
    try {
      return await this.write(facts, upTo);
    } catch (error) {
      const [first, second] = facts;
      if (!(error instanceof RowsRefused) || !first) throw error;
      return second ? this.keepHalves(messages) : this.leaveOut(first, upTo, error);
    }
  }

  private async write(facts: readonly StoredFact[], upTo: number): Promise<KeeperReport> {
    const folded = foldFacts(await this.knownOf(facts), facts, this.now());
    await this.writer.saveBatch({ expected: this.at, upTo, ...folded });
    this.at = { ...this.at, sequence: upTo };
    for (const [id, known] of folded.known) this.cache.set(id, known);
    return { facts: facts.length, faults: folded.faults };
  }

  private async knownOf(facts: readonly StoredFact[]): Promise<Map<string, KnownRun>> {
    const ids = [...new Set(facts.map(({ fact }) => fact.runId))];
    const missing = ids.filter((id) => !this.cache.get(id));
    const known = missing.length ? await this.writer.load(missing) : new Map<string, KnownRun>();
    for (const id of ids) {
      const cached = this.cache.get(id);
      if (cached) known.set(id, cached);
    }
    return known;
  }

  private async keepHalves(messages: readonly ReadMessage[]): Promise<KeeperReport> {
    const middle = Math.ceil(messages.length / 2);
    const first = await this.keep(messages.slice(0, middle));
    const second = await this.keep(messages.slice(middle));
    return { facts: first.facts + second.facts, faults: [...first.faults, ...second.faults] };
  }

  private async leaveOut(fact: StoredFact, upTo: number, error: RowsRefused): Promise<KeeperReport> {
    const faults = [faultOf(fact, error, this.now())];
    await this.writer.saveBatch({ expected: this.at, upTo, factRows: [], changes: [], faults });
    this.at = { ...this.at, sequence: upTo };
    return { facts: 0, faults };
  }
}
