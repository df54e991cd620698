// The service that writes to GitHub: pushes branches, opens pull requests, ends runs. The only holder of the credential that may write.
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { Octokit } from '@octokit/rest';
import { RunLog } from '#bus';
import { GitProcess, MirrorCache } from '#git';
import { createOctokit, credentialOf, writing, type GithubCredential } from '#github';
import type { Config, Redactor } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { FinalizeStage } from './finalize/finalize.stage';
import { OwnCommits } from './publish/own-commits';
import { PublishRemote } from './publish/publish-remote';
import { PublishRights } from './publish/publish-rights';
import { PublishStage } from './publish/publish.stage';
import { PullRequests } from './publish/pull-requests';

const credential = Symbol('what may write');
const octokit = Symbol('Octokit with what may write');

/** Made once, so that the tokens of an App are made once for REST and for git. */
interface Credential { of: GithubCredential | undefined }

function octokitOf({ github, proxy }: Config, { of: token }: Credential, pace: string): Octokit {
  return createOctokit({ apiUrl: github.apiUrl, proxy, pace, ...(token ? { token } : {}) });
}

@Module({
  controllers: [PublishStage, FinalizeStage],
  providers: [
    {
      provide: credential, inject: [serviceTokens.config, serviceTokens.redactor],
      useFactory: ({ github, proxy }: Config, redactor: Redactor): Credential => ({
        of: credentialOf({ token: github.token, app: github.app, apiUrl: github.apiUrl, proxy, permissions: writing, secrets: (secrets) => redactor.knowForNow(secrets) }),
      }),
    },
    { provide: octokit, inject: [serviceTokens.config, credential], useFactory: (config: Config, given: Credential) => octokitOf(config, given, 'writes') },
    // Its probe is refused by design, so it need not keep the distance of real writes.
    {
      provide: PublishRights, inject: [serviceTokens.config, credential],
      useFactory: (config: Config, given: Credential) => new PublishRights(octokitOf(config, given, 'rights'), { token: given.of, allowed: config.github.allowedRepositories }),
    },
    { provide: PullRequests, inject: [octokit], useFactory: (client: Octokit) => new PullRequests(client) },
    {
      provide: PublishRemote, inject: [serviceTokens.config, credential],
      useFactory: ({ github, api, dataDirectory, passThrough }: Config, { of: token }: Credential) => {
        const git = new GitProcess({ variables: passThrough });
        return new PublishRemote(git, new MirrorCache(join(dataDirectory, 'mirrors', 'publisher'), git), { serverUrl: github.serverUrl, token, publicUrl: api.publicUrl });
      },
    },
    { provide: OwnCommits, inject: [RunLog], useFactory: (log: RunLog) => new OwnCommits(log) },
  ],
})
export class PublisherModule {}
