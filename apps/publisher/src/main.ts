// Starts the publisher service.
import { runStageService } from '#stage-runtime';
import { PublisherModule } from './publisher.module';

void runStageService({
  host: 'publisher',
  module: PublisherModule,
  prerequisites: ({ config }) => [{
    name: 'GitHub token for writing', blocking: false, stages: ['publish'], ttlMs: 60_000,
    check: async () => (config.github.token
      ? { ok: true, detail: 'a token is set; its rights are proved before each push' }
      : { ok: false, code: 'credential.github_missing', detail: 'no token is set; runs fail at publish before anything is pushed', remediation: 'Set GH_TOKEN or GITHUB_TOKEN for the publisher to a token with contents: write and pull requests: write, and restart it.' }),
  }],
});
