// Answers the question whose prompt a stage would use, or with what would keep it from being carried out.
import type { ExecutionAnswer, ExecutionQuestion } from '#contracts';
import { StageFailure } from '#domain';
import type { SkillUse } from './skill-use';

export async function executionAnswerOf(skills: Pick<SkillUse, 'foresee'>, question: ExecutionQuestion): Promise<ExecutionAnswer> {
  try {
    return { executions: await skills.foresee(question) };
  } catch (error) {
    if (error instanceof StageFailure) return { failure: error.failure };
    throw error;
  }
}
