// The health of the installation.
import { notYet } from '../problems/not-yet';
import type { Health } from '#contracts';

export class InstallationHealth {
  async look(): Promise<Health> {
    throw notYet();
  }
}
