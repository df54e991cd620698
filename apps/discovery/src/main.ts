// Starts the discovery service.
import { featureQuestion, featureSubject, phaseQuestion, phaseSubject } from '#contracts';
import { runStageService } from '#stage-runtime';
import { FeatureAnswerer } from './discover/feature-answer';
import { PhaseAnswerer } from './discover/phase-answer';
import { DiscoveryModule } from './discovery.module';

void runStageService({
  host: 'discovery',
  module: DiscoveryModule,
  prerequisites: ({ config }) => [{
    name: 'GitHub token for reading', blocking: false, stages: ['discover'], ttlMs: 60_000,
    check: async () => (config.github.readToken
      ? { ok: true, detail: 'a token is set' }
      : { ok: false, code: 'credential.github_missing', detail: 'no token is set; runs fail at discover', remediation: 'Set GITHUB_READ_TOKEN or GH_TOKEN for the discovery service to a token with contents: read, and restart it.' }),
  }],
  started: (app, { questions }) => {
    const answerer = app.get(FeatureAnswerer);
    questions.answer(featureSubject, 'discovery', featureQuestion, (question) => answerer.answer(question));
    const phases = app.get(PhaseAnswerer);
    questions.answer(phaseSubject, 'discovery', phaseQuestion, (question) => phases.answer(question));
  },
});
