// How well the automation works.
import { notYet } from '../problems/not-yet';
import type { Insight } from '#contracts';

export class InsightReader {
  async read(_days: number): Promise<Insight> {
    throw notYet();
  }
}
