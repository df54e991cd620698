// The board of all features.
import { notYet } from '../problems/not-yet';
import type { Board } from '#contracts';

export class FeatureBoard {
  async show(): Promise<Board> {
    throw notYet();
  }
}
