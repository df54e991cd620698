// With what the runner reads from GitHub: the same for REST, for its mirrors and for checkouts of jobs.
import { Module } from '@nestjs/common';
import { credentialOf, reading, type GithubCredential } from '#github';
import type { Config, Redactor } from '#platform';
import { serviceTokens } from '#stage-runtime';

/** A class of its own, for a credential may be a string or absent. */
export class ReadCredential {
  constructor(readonly token: GithubCredential | undefined) {}
}

@Module({
  providers: [{
    provide: ReadCredential, inject: [serviceTokens.config, serviceTokens.redactor],
    useFactory: ({ github, proxy }: Config, redactor: Redactor) => new ReadCredential(credentialOf({
      token: github.readToken, app: github.app, apiUrl: github.apiUrl, proxy, permissions: reading, secrets: (secrets) => redactor.knowForNow(secrets),
    })),
  }],
  exports: [ReadCredential],
})
export class ReadingModule {}
