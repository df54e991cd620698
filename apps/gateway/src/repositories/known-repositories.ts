// The repositories that are known here.
import { notYet } from '../problems/not-yet';
import type { Repositories } from '#contracts';

export class KnownRepositories {
  async all(): Promise<Repositories['items']> {
    throw notYet();
  }
}
