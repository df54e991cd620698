// The texts that specifications are made from: kept as artifacts of their runs, since facts carry references only.
import { ArtifactGone, textForm, type ArtifactStore } from '#artifacts';
import { operatorStage, type Artifact } from '#contracts';
import { artifactsUnwritable, conflict } from '../problems/api-problem';

export class SpecificationTexts {
  constructor(private readonly artifacts: Pick<ArtifactStore, 'write' | 'read' | 'upkeep'>) {}

  /** @throws ApiProblem 503 */
  async keep(runId: string, text: string): Promise<Artifact> {
    return this.artifacts.write({ runId, stage: operatorStage, attempt: 1, kind: 'specification' }, text, textForm).catch((error: unknown) => { throw artifactsUnwritable(this.artifacts, error); });
  }

  /** @throws ApiProblem 409 when it is gone */
  async read(artifact: Artifact): Promise<string> {
    try {
      return (await this.artifacts.read(artifact)).toString('utf8');
    } catch (error) {
      if (!(error instanceof ArtifactGone)) throw error;
      throw conflict({ code: 'retry.unsafe', message: `The text of the run is no longer kept: ${error.message}.`, remediation: 'Start a new run with the text.' });
    }
  }
}
