// The service that writes to GitHub: pushes branches, opens pull requests, ends runs. The only holder of the token that may write.
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Octokit } from '@octokit/rest';
import { RunLog } from '#bus';
import { GitProcess, MirrorCache } from '#git';
import { createOctokit } from '#github';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { FinalizeStage } from './finalize/finalize.stage';
import { OwnCommits } from './publish/own-commits';
import { PublishRemote } from './publish/publish-remote';
import { PublishRights } from './publish/publish-rights';
import { PublishStage } from './publish/publish.stage';
import { PullRequests } from './publish/pull-requests';

const octokit = Symbol('Octokit with the token that may write');

function octokitOf({ github, proxy }: Config, pace: string): Octokit {
  return createOctokit({ apiUrl: github.apiUrl, proxy, pace, ...(github.token ? { token: github.token } : {}) });
}

@Module({
  controllers: [PublishStage, FinalizeStage],
  providers: [
    { provide: octokit, inject: [serviceTokens.config], useFactory: (config: Config) => octokitOf(config, 'writes') },
    // Its probe is refused by design, so it need not keep the distance of real writes.
    { provide: PublishRights, inject: [serviceTokens.config], useFactory: (config: Config) => new PublishRights(octokitOf(config, 'rights'), { token: config.github.token, allowed: config.github.allowedRepositories }) },
    { provide: PullRequests, inject: [octokit], useFactory: (client: Octokit) => new PullRequests(client) },
    {
      provide: PublishRemote, inject: [serviceTokens.config],
      useFactory: ({ github, api, dataDirectory, passThrough }: Config) => {
        const git = new GitProcess({ variables: passThrough });
        return new PublishRemote(git, new MirrorCache(join(dataDirectory, 'mirrors', 'publisher'), git), { serverUrl: github.serverUrl, token: github.token, publicUrl: api.publicUrl });
      },
    },
    { provide: OwnCommits, inject: [RunLog], useFactory: (log: RunLog) => new OwnCommits(log) },
  ],
})
export class PublisherModule {}
