// What operators say of brakes: a release, and that the installation is drained or not. Each with who, when and why.
import type { BrakeLog } from '#bus';
import type { BrakeCode, BrakeRelease, BrakeStatement, Brakes as BrakesView, DrainState, BrakeLimits, HeldBrake, ReleaseBrakes } from '#contracts';
import { isSafeRepository } from '#domain';
import type { Logger } from '#platform';
import { busUnavailable, conflict, invalidField } from '../problems/api-problem';
import type { Brakes } from './brakes';

export interface BrakeControlParts { brakes: Brakes; said: Pick<BrakeLog, 'draining' | 'released' | 'say'>; limits: BrakeLimits; logger: Logger }

/** Of those that are shown. */
const mostReleases = 50;

export class BrakeControl {
  constructor(private readonly parts: BrakeControlParts) {}

  /** @throws ApiProblem 503, ReadModelUnavailable */
  async show(): Promise<BrakesView> {
    const { brakes, said, limits } = this.parts;
    const { found, unknown } = await brakes.all();
    return { draining: said.draining ?? null, items: found.map(({ brake }) => brake), releases: said.released.slice(0, mostReleases), limits, unknown };
  }

  /** What holds the feature, or its repository, does so no more until as much has happened again. @throws ApiProblem 400, 409 when nothing holds, 503 */
  async release({ repository, featureKey, code, reason }: ReleaseBrakes, principal: string): Promise<BrakeRelease[]> {
    if (!isSafeRepository(repository)) throw invalidField('repository', 'is not owner/name as GitHub writes it');
    const holding = (await this.parts.brakes.holding(repository, featureKey ?? '')).filter((brake) => isMeant(brake, code, featureKey));
    if (holding.length === 0) throw notHeld(repository, featureKey, code);
    const releases = holding.map((brake) => ({ code: brake.code, repository, featureKey: brake.featureKey, by: principal, at: new Date().toISOString(), reason }));
    for (const release of releases) {
      await this.say({ kind: 'released', ...release });
      this.parts.logger.info(release, 'a brake was released');
    }
    this.parts.brakes.forget();
    return releases;
  }

  /** Said again it is said anew. @throws ApiProblem 503 */
  async drain(draining: boolean, reason: string, principal: string): Promise<DrainState> {
    const said = { by: principal, at: new Date().toISOString(), reason };
    await this.say({ kind: 'drain', draining, ...said });
    this.parts.logger.info({ ...said, draining }, draining ? 'the installation is drained: nothing is started' : 'the installation is drained no more');
    return { draining: this.parts.said.draining ?? null };
  }

  private async say(statement: BrakeStatement): Promise<void> {
    await this.parts.said.say(statement).catch((error: unknown) => { throw busUnavailable(error); });
  }
}

/** Without a code everything that holds the feature, its repository's brake included: the operator wants it to run. */
function isMeant(brake: HeldBrake, code: BrakeCode | undefined, featureKey: string | undefined): boolean {
  return (code === undefined || brake.code === code) && (featureKey !== undefined || brake.featureKey === null);
}

function notHeld(repository: string, featureKey: string | undefined, code: BrakeCode | undefined) {
  return conflict({
    code: 'brake.not_held', message: `${code ?? 'No brake'} ${code ? 'does not hold' : 'holds'} ${featureKey === undefined ? repository : `${featureKey} of ${repository}`} now.`,
    remediation: 'See which brakes hold, with `specline brakes` or on the console\'s Board: it may have been released already. While the database cannot be reached nothing is held.',
  });
}
