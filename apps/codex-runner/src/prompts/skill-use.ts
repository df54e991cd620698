// Whether a stage's prompt invokes a skill of the repository: the policy's decision, and a look whether the skill is there.
import type { Execution } from '#contracts';
import { decideSkill, executionOf, promptPackVersion, skillFileOf, skillFolderFor, type SkillSettings } from '#domain';
import type { StageContext } from '#stage-runtime';

/** The reading of a repository that this needs; RepositoryReader is one. */
export interface FileAtCommit { file(repository: string, path: string, commit: string): Promise<Uint8Array | undefined> }

/** `laidOver`: the job container gives skills to a repository that lacks them. */
export interface SkillPlace { baseSha: string; laidOver: boolean }

/** `folder` is the skill's, whose prompt is used where `execution` says so and kept for comparison otherwise; null where no skill comes into question. */
export interface SkillChoice { execution: Execution; folder: string | null }

export class SkillUse {
  constructor(private readonly settings: SkillSettings, private readonly repositories: FileAtCommit) {}

  /** Records the choice with the stage, and is loud about a fallback. @throws StageFailure `skill.*`, `credential.*`, `github.*` */
  async decide(stage: StageContext, place: SkillPlace): Promise<SkillChoice> {
    const decision = decideSkill({ stage: stage.stage, runId: stage.runId, settings: this.settings });
    const folder = skillFolderFor(decision);
    const skillExists = folder !== null && (place.laidOver || decision.path !== 'skill' || await this.isThere(stage.repository, folder, place.baseSha));
    const execution = { ...executionOf(decision, { skillExists }), promptPack: promptPackVersion };
    stage.executedWith(execution);
    if (execution.usedFallback) {
      stage.progress(`goes on without the skill: ${execution.why ?? ''}`);
      stage.logger.warn({ skill: execution.selectedSkill }, `the skill is not used: ${execution.why ?? ''}`);
    }
    return { execution, folder };
  }

  private async isThere(repository: string, folder: string, commit: string): Promise<boolean> {
    return await this.repositories.file(repository, skillFileOf(folder), commit) !== undefined;
  }
}
