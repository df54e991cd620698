// Finds the passages that a phase's prompt quotes. Whatever goes wrong, the run goes on: with another ranking, or with no passages.
import { text } from 'node:stream/consumers';
import { artifactPath, jsonForm, type ArtifactStore } from '#artifacts';
import type { StageInput } from '#contracts';
import { choosePassages, cutDocument, estimatedTokens, taskQuestions, type Nearness, type Passage } from '#domain';
import type { StageContext } from '#stage-runtime';
import type { DocumentReader, ReadDocuments } from './document-reader';
import { passageChoiceSchema, summaryOf, type PassageChoice } from './passage-choice';
import { RankingUnavailable, type PassageRanking } from './passage-ranking';

export interface PassageRankings {
  /** What is configured. */
  wanted: PassageRanking;
  /** What can always be had. */
  fallback: PassageRanking;
}

export interface FeaturePassagesOptions {
  /** 0 for no passages at all. */
  tokens: number;
  /** How long reading the documents may take; a minute unless told. */
  readingMilliseconds?: number;
}

const mostPassages = 500;
const artifactKind = 'prompt_passages';
type Ranked = Pick<PassageChoice, 'ranking' | 'fallback'> & { nearness: Nearness };

export class FeaturePassages {
  constructor(
    private readonly reader: Pick<DocumentReader, 'read'>, private readonly rankings: PassageRankings,
    private readonly artifacts: Pick<ArtifactStore, 'size' | 'stream'>, private readonly options: FeaturePassagesOptions,
  ) {}

  /** In the order of the documents. Ends with the reason of the stage's signal, and with no other error. */
  async forPrompt(input: Pick<StageInput<'submit'>, 'request' | 'discover'>, stage: StageContext): Promise<readonly Passage[]> {
    if (this.options.tokens === 0) return [];
    const choice = await this.chosenBefore(stage) ?? await this.choose(input, stage);
    stage.progress(summaryOf(choice));
    await stage.keepJson(artifactKind, choice);
    return choice.passages;
  }

  /** A call that was announced already was made with the prompt of then. */
  private async chosenBefore(stage: StageContext): Promise<PassageChoice | undefined> {
    if (!stage.recovering) return undefined;
    const { runId, attempt } = stage;
    const path = artifactPath({ runId, stage: stage.stage, attempt, kind: artifactKind }, jsonForm);
    try {
      if (await this.artifacts.size(path) === undefined) return undefined;
      return passageChoiceSchema.parse(JSON.parse(await text(this.artifacts.stream(path))));
    } catch (error) {
      stage.logger.warn({ error }, 'the passages of the first try cannot be read');
      return undefined;
    }
  }

  private async choose({ request, discover }: Pick<StageInput<'submit'>, 'request' | 'discover'>, stage: StageContext): Promise<PassageChoice> {
    const nothing: PassageChoice = {
      base: discover.baseSha, directory: discover.featureDirectory, ranking: null, wanted: this.rankings.wanted.name, fallback: null, problem: null,
      budgetTokens: this.options.tokens, quotedTokens: 0, wholeTokens: 0, leftOut: [], passages: [],
    };
    try {
      const { documents, leftOut } = await this.documents(request.repository, discover, stage.signal);
      const found = { ...nothing, leftOut, wholeTokens: documents.reduce((total, document) => total + estimatedTokens(document.text), 0) };
      const passages = documents.flatMap((document) => cutDocument(document)).slice(0, mostPassages);
      const questions = taskQuestions(discover.openTasks);
      if (passages.length === 0 || questions.length === 0) return found;
      const { nearness, ...ranked } = await this.rank(passages, questions, stage);
      const chosen = choosePassages(passages, nearness, this.options.tokens);
      return { ...found, ...ranked, quotedTokens: chosen.reduce((total, { tokens }) => total + tokens, 0), passages: chosen.map((one) => ({ ...one, headings: [...one.headings] })) };
    } catch (error) {
      stage.throwIfStopped();
      stage.logger.warn({ error }, 'the prompt goes out without passages');
      return { ...nothing, problem: error instanceof Error ? error.message.slice(0, 500) : 'for an unknown reason' };
    }
  }

  private async documents(repository: string, discover: StageInput<'submit'>['discover'], signal: AbortSignal): Promise<ReadDocuments> {
    const milliseconds = this.options.readingMilliseconds ?? 60_000;
    const limit = AbortSignal.timeout(milliseconds);
    try {
      return await this.reader.read(repository, discover, AbortSignal.any([signal, limit]));
    } catch (error) {
      if (limit.aborted) throw new Error(`reading them took longer than ${milliseconds / 1000} s`, { cause: error });
      throw error;
    }
  }

  private async rank(passages: readonly Passage[], questions: readonly string[], stage: StageContext): Promise<Ranked> {
    const { wanted, fallback } = this.rankings;
    try {
      return { nearness: await wanted.near(passages, questions, stage.signal), ranking: wanted.name, fallback: null };
    } catch (error) {
      stage.throwIfStopped();
      if (!(error instanceof RankingUnavailable)) throw error;
      stage.progress(`passages are ranked by words, since ${error.message}. ${error.remediation}`);
      stage.logger.warn({ error, remediation: error.remediation }, 'passages are ranked by words');
      return { nearness: await fallback.near(passages, questions, stage.signal), ranking: fallback.name, fallback: `${error.message}. ${error.remediation}` };
    }
  }
}
