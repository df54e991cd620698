// Starts the publisher service.
import type { Octokit } from '@octokit/rest';
import { pullRequestsQuestion, pullRequestsSubject } from '#contracts';
import { orFailure } from '#domain';
import { GitProcess, findGit } from '#git';
import { createOctokit, findToken } from '#github';
import type { Config } from '#platform';
import { runStageService } from '#stage-runtime';
import { PullRequests } from './publish/pull-requests';
import { PublisherModule } from './publisher.module';

void runStageService({
  host: 'publisher',
  module: PublisherModule,
  prerequisites: ({ config }) => [
    {
      name: 'GitHub token for writing', blocking: false, stages: ['publish'], ttlMs: 60_000,
      // Its rights are proved before each push.
      check: () => findToken(octokitOf(config), 'contents: write and pull requests: write', {
        code: 'credential.github_missing', message: 'no token is set; runs fail at publish before anything is pushed',
        remediation: 'Set GH_TOKEN or GITHUB_TOKEN for the publisher to a token with contents: write and pull requests: write, and restart it.',
      }),
    },
    { name: 'git', blocking: true, stages: ['publish'], ttlMs: 10 * 60_000, check: () => findGit(new GitProcess({ variables: config.passThrough })) },
  ],
  started: (app, { questions }) => {
    const pullRequests = app.get(PullRequests);
    questions.answer(pullRequestsSubject, 'publisher', pullRequestsQuestion, ({ repository }) => orFailure(async () => ({ open: await pullRequests.openOnes(repository) })));
  },
});

function octokitOf({ github, proxy }: Config): Octokit | undefined {
  return github.token ? createOctokit({ token: github.token, apiUrl: github.apiUrl, proxy, pace: 'health', timeoutMilliseconds: 4000 }) : undefined;
}
