// Of several answers to one prompt: checks each on the base and takes the best, or the one that an operator wants.
import { ArtifactGone, ArtifactStore } from '#artifacts';
import type { Candidate, CandidateReport, DiscoverOutput } from '#contracts';
import { StageFailure } from '#domain';
import type { Mirror } from '#git';
import type { StageContext } from '#stage-runtime';
import type { FetchAnswer } from '../agents/phase-agent';
import { fetchAnswers, type Answer } from './candidate-answers';
import { nothingToPublish, rankAnswers, type JudgedAnswer } from './candidate-judgement';
import { checkPatch, examinePatch, reported, requireAcceptable, type CheckedPatch } from './patch-check';
import { RepositoryMirrors } from './repository-mirrors';

export interface ChosenAnswer { candidate: number; diff: string; checked: CheckedPatch; candidates: Candidate[] }

export class CandidateChoice {
  constructor(private readonly mirrors: RepositoryMirrors, private readonly artifacts: ArtifactStore) {}

  /** Fetches, keeps and checks every answer. @throws StageFailure that of the best answer when none can be published */
  async best(fetch: FetchAnswer, discover: DiscoverOutput, stage: StageContext): Promise<ChosenAnswer> {
    const asked = stage.request.attempts;
    const answers = await fetchAnswers(asked, fetch, stage);
    stage.progress(`checking ${answers.filter(({ diff }) => diff !== null).length} answers`);
    const judged = await this.mirrors.at(stage.repository, discover.baseSha, stage.signal, async (mirror) => {
      const all: JudgedAnswer[] = [];
      for (const answer of answers) all.push(await judge(mirror, answer, discover, stage.signal));
      return all;
    });
    const candidates = rankAnswers(judged, discover.openTasks.length);
    await keepReport({ asked, chosenBy: 'rank', candidates }, stage);
    const best = judged.find(({ candidate }) => candidate === candidates[0]?.candidate);
    if (best?.checked && best.diff !== null) return { candidate: best.candidate, diff: best.diff, checked: best.checked, candidates };
    return reported(stage, () => Promise.reject(best?.failure ?? new Error('the agent was asked for no answer')))
      .catch((error: unknown) => { throw error instanceof StageFailure ? nothingToPublish(error, candidates) : error; });
  }

  /** Takes an answer that an earlier attempt of this run has kept; the agent is not asked. @throws StageFailure */
  async wanted(candidate: number, discover: DiscoverOutput, stage: StageContext): Promise<ChosenAnswer> {
    const known = stage.fact.context.apply?.candidates ?? [];
    const patch = known.find((one) => one.candidate === candidate)?.patch;
    if (!patch) throw gone(candidate, 'the run has kept no such answer');
    const diff = await this.artifacts.read(patch).then((bytes) => bytes.toString('utf8'), (error: unknown) => {
      throw error instanceof ArtifactGone ? gone(candidate, error.message) : error;
    });
    requireAcceptable(diff, 'submit');
    const checked = await this.mirrors.at(stage.repository, discover.baseSha, stage.signal, (mirror) => checkPatch(mirror, diff, discover, stage));
    const candidates = known.map((one) => ({ ...one, chosen: one.candidate === candidate }));
    await keepReport({ asked: stage.request.attempts, chosenBy: 'operator', candidates }, stage);
    return { candidate, diff, checked, candidates };
  }
}

async function judge(mirror: Mirror, answer: Answer, discover: DiscoverOutput, signal: AbortSignal): Promise<JudgedAnswer> {
  if (answer.diff === null) return answer;
  try {
    requireAcceptable(answer.diff, 'submit');
    return { ...answer, checked: await examinePatch(mirror, answer.diff, discover, signal) };
  } catch (error) {
    if (error instanceof StageFailure && error.failure.code.startsWith('patch.')) return { ...answer, failure: error };
    throw error;
  }
}

async function keepReport(report: CandidateReport, stage: StageContext): Promise<void> {
  await stage.keepJson('candidate_report', report);
}

function gone(candidate: number, why: string): StageFailure {
  return new StageFailure({
    code: 'candidate.gone', message: `Answer ${candidate} cannot be taken: ${why}.`,
    remediation: 'Choose another answer, or retry the run: it takes the best of the answers that the agent has.',
  });
}
