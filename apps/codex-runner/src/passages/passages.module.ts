// What finds the passages of a prompt, as it is configured.
import { Module } from '@nestjs/common';
import { ArtifactStore } from '#artifacts';
import { Questions } from '#bus';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { MirrorsModule } from '../apply/mirrors.module';
import { RepositoryMirrors } from '../apply/repository-mirrors';
import { DocumentReader } from './document-reader';
import { EmbeddingCache } from './embedding-cache';
import { FeaturePassages } from './feature-passages';
import { GoogleEmbeddings } from './google-embeddings';
import { GoogleRanking } from './google-ranking';
import { LexicalRanking } from './lexical-ranking';
import type { PassageRanking } from './passage-ranking';

@Module({
  imports: [MirrorsModule],
  providers: [{
    provide: FeaturePassages, inject: [serviceTokens.config, RepositoryMirrors, Questions, ArtifactStore],
    useFactory: (config: Config, mirrors: RepositoryMirrors, questions: Questions, artifacts: ArtifactStore) => (
      new FeaturePassages(new DocumentReader(mirrors), { wanted: rankingOf(config, questions), fallback: new LexicalRanking() }, artifacts, { tokens: config.passages.tokens })
    ),
  }],
  exports: [FeaturePassages],
})
export class PassagesModule {}

/** The configuration was refused where Google is named without a key. */
function rankingOf({ passages: { ranking, google: { apiKey, model, url } }, proxy }: Config, questions: Questions): PassageRanking {
  if (ranking !== 'google' || apiKey === undefined) return new LexicalRanking();
  return new GoogleRanking(new GoogleEmbeddings({ apiKey, model, url, proxy }), new EmbeddingCache(questions));
}
