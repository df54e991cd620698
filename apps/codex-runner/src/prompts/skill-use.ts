// Whether a stage's prompt invokes a skill of the repository: the policy's decision, and a look whether the skill is there.
import { isLocalAgent, type Execution, type ExecutionQuestion } from '#contracts';
import { decideSkill, executionOf, promptPackVersion, skillFileOf, skillFolderFor, type SkillDecision, type SkillSettings } from '#domain';
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
    // Also a stage that fails here says which skill was selected.
    stage.executedWith(wanted(decision));
    const choice = await this.choiceOf(decision, stage.repository, place);
    const { execution } = choice;
    stage.executedWith(execution);
    if (execution.usedFallback) {
      stage.progress(`goes on without the skill: ${execution.why ?? ''}`);
      stage.logger.warn({ skill: execution.selectedSkill }, `the skill is not used: ${execution.why ?? ''}`);
    }
    return choice;
  }

  /** What a run that does not exist yet would do; without a base the skill is taken to be there. @throws StageFailure as `decide` */
  async foresee({ repository, agent, baseSha, stages }: ExecutionQuestion): Promise<Record<string, Execution>> {
    const place = { baseSha: baseSha ?? '', laidOver: baseSha === null || isLocalAgent(agent) };
    const found = await Promise.all(stages.map(async (stage) => {
      const { execution } = await this.choiceOf(decideSkill({ stage, runId: null, settings: this.settings }), repository, place);
      return [stage, execution] as const;
    }));
    return Object.fromEntries(found);
  }

  private async choiceOf(decision: SkillDecision, repository: string, place: SkillPlace): Promise<SkillChoice> {
    const folder = skillFolderFor(decision);
    const skillExists = folder !== null && (place.laidOver || decision.path !== 'skill' || await this.isThere(repository, folder, place.baseSha));
    return { execution: { ...executionOf(decision, { skillExists }), promptPack: promptPackVersion }, folder };
  }

  private async isThere(repository: string, folder: string, commit: string): Promise<boolean> {
    return await this.repositories.file(repository, skillFileOf(folder), commit) !== undefined;
  }
}

function wanted({ selectedSkill, path, shadow, why }: SkillDecision): Execution {
  return { selectedSkill, executionPath: path, usedSkills: false, usedFallback: false, shadowModeRequested: shadow, why };
}
