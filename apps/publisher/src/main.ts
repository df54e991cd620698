// Starts the publisher service.
import { pullRequestsQuestion, pullRequestsSubject } from '#contracts';
import { orFailure } from '#domain';
import { GitProcess, findGit } from '#git';
import { findCredential, writing } from '#github';
import { runStageService } from '#stage-runtime';
import { PullRequests } from './publish/pull-requests';
import { PublisherModule } from './publisher.module';

void runStageService({
  host: 'publisher',
  module: PublisherModule,
  prerequisites: ({ config, config: { github, proxy } }) => [
    {
      name: 'GitHub credential for writing', blocking: false, stages: ['publish'], ttlMs: 60_000,
      // Its rights are proved before each push.
      check: () => findCredential({ token: github.token, app: github.app, apiUrl: github.apiUrl, proxy, permissions: writing }, {
        code: 'credential.github_missing', message: 'neither a token nor a GitHub App is set; runs fail at publish before anything is pushed',
        remediation: 'Set GH_TOKEN or GITHUB_TOKEN for the publisher to a token with contents: write and pull requests: write, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, and restart it.',
      }),
    },
    { name: 'git', blocking: true, stages: ['publish'], ttlMs: 10 * 60_000, check: () => findGit(new GitProcess({ variables: config.passThrough })) },
  ],
  started: (app, { questions }) => {
    const pullRequests = app.get(PullRequests);
    questions.answer(pullRequestsSubject, 'publisher', pullRequestsQuestion, ({ repository }) => orFailure(async () => ({ open: await pullRequests.openOnes(repository) })));
  },
});
