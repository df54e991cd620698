// Fetches the answers of an agent that was asked for several, and keeps each of them.
import { patchForm } from '#artifacts';
import type { Artifact } from '#contracts';
import { StageFailure } from '#domain';
import type { StageContext } from '#stage-runtime';
import type { FetchAnswer } from '../agents/phase-agent';

/** `diff` is null when there is none, and then `failure` says why. */
export interface Answer { candidate: number; diff: string | null; patch: Artifact | null; failure?: StageFailure }

const noSuchAnswer = 'codex.attempt_unknown';
/** What is wrong with the one answer alone. Any other trouble is the agent's or the network's, and ends the stage. */
const ofTheAnswer = new Set([noSuchAnswer, 'codex.no_diff', 'codex.cli_output', 'patch.too_large']);
const kinds = ['candidate_patch_1', 'candidate_patch_2', 'candidate_patch_3', 'candidate_patch_4'] as const;

/** One after the other, since all of them take their turn at one login. */
export async function fetchAnswers(asked: number, fetch: FetchAnswer, stage: StageContext): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const [index, kind] of kinds.slice(0, asked).entries()) {
    const candidate = index + 1;
    stage.progress(`fetching answer ${candidate} of ${asked}`);
    const last = answers.at(-1);
    const ended = last?.failure?.failure.code === noSuchAnswer ? last.failure : undefined;
    const given = ended ?? await fetch(candidate).catch((error: unknown) => mildly(error));
    if (given instanceof StageFailure) answers.push({ candidate, diff: null, patch: null, failure: given });
    else answers.push({ candidate, diff: given, patch: await stage.keep(kind, new TextEncoder().encode(given), patchForm) });
  }
  return answers;
}

function mildly(error: unknown): StageFailure {
  if (error instanceof StageFailure && ofTheAnswer.has(error.failure.code)) return error;
  throw error;
}
