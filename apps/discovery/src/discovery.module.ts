// The service that reads repositories: finds features and their next phase.
import { Module } from '@nestjs/common';
import { RepositoryReader, credentialOf, reading } from '#github';
import type { Config, Redactor } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { DiscoverStage } from './discover/discover.stage';
import { FeatureAnswerer } from './discover/feature-answer';
import { FeatureFinder } from './discover/feature-finder';
import { FeatureSurvey } from './discover/feature-survey';
import { PhaseAnswerer } from './discover/phase-answer';
import { PhaseFinder } from './discover/phase-finder';

@Module({
  controllers: [DiscoverStage],
  providers: [
    {
      provide: RepositoryReader, inject: [serviceTokens.config, serviceTokens.redactor],
      useFactory: ({ github, proxy }: Config, redactor: Redactor) => {
        const token = credentialOf({ token: github.readToken, app: github.app, apiUrl: github.apiUrl, proxy, permissions: reading, secrets: (secrets) => redactor.knowForNow(secrets) });
        return new RepositoryReader({ apiUrl: github.apiUrl, proxy, allowed: github.allowedRepositories, ...(token ? { token } : {}) });
      },
    },
    { provide: FeatureFinder, inject: [RepositoryReader], useFactory: (reader: RepositoryReader) => new FeatureFinder(reader) },
    { provide: PhaseFinder, inject: [RepositoryReader, FeatureFinder], useFactory: (reader: RepositoryReader, finder: FeatureFinder) => new PhaseFinder(reader, finder) },
    { provide: FeatureSurvey, inject: [RepositoryReader, FeatureFinder], useFactory: (reader: RepositoryReader, finder: FeatureFinder) => new FeatureSurvey(reader, finder) },
    { provide: PhaseAnswerer, inject: [RepositoryReader], useFactory: (reader: RepositoryReader) => new PhaseAnswerer(reader) },
    { provide: FeatureAnswerer, inject: [RepositoryReader, FeatureFinder], useFactory: (reader: RepositoryReader, finder: FeatureFinder) => new FeatureAnswerer(reader, finder) },
  ],
})
export class DiscoveryModule {}
