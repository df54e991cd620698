// Starts the discovery service.
import { featureQuestion, featureSubject, featuresQuestion, featuresSubject, phaseQuestion, phaseSubject, previewQuestion, previewSubject } from '#contracts';
import { orFailure } from '#domain';
import { findCredential, reading } from '#github';
import { runStageService } from '#stage-runtime';
import { FeatureAnswerer } from './discover/feature-answer';
import { FeatureSurvey } from './discover/feature-survey';
import { PhaseAnswerer } from './discover/phase-answer';
import { PhaseFinder } from './discover/phase-finder';
import { DiscoveryModule } from './discovery.module';

void runStageService({
  host: 'discovery',
  module: DiscoveryModule,
  prerequisites: ({ config: { github, proxy } }) => [{
    name: 'GitHub credential for reading', blocking: false, stages: ['discover'], ttlMs: 60_000,
    check: () => findCredential({ token: github.readToken, app: github.app, apiUrl: github.apiUrl, proxy, permissions: reading }, {
      code: 'credential.github_missing', message: 'neither a token nor a GitHub App is set; runs fail at discover', remediation: 'Set GITHUB_READ_TOKEN or GH_TOKEN for the discovery service to a token with contents: read, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, and restart it.',
    }),
  }],
  started: (app, { questions }) => {
    const [features, phases, finder, survey] = [app.get(FeatureAnswerer), app.get(PhaseAnswerer), app.get(PhaseFinder), app.get(FeatureSurvey)];
    questions.answer(featureSubject, 'discovery', featureQuestion, (question) => features.answer(question));
    questions.answer(phaseSubject, 'discovery', phaseQuestion, (question) => phases.answer(question));
    questions.answer(previewSubject, 'discovery', previewQuestion, (question) => orFailure(async () => ({ discover: await finder.find(question) })));
    questions.answer(featuresSubject, 'discovery', featuresQuestion, (question) => orFailure(() => survey.of(question)));
  },
});
