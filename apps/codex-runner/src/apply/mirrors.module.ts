// The runner's mirrors of repositories, one cache for all its stages.
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { GitProcess, MirrorCache } from '#git';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { ReadCredential, ReadingModule } from '../reading/reading.module';
import { RepositoryMirrors } from './repository-mirrors';

@Module({
  imports: [ReadingModule],
  providers: [{
    provide: RepositoryMirrors, inject: [serviceTokens.config, ReadCredential],
    useFactory: ({ github, dataDirectory, passThrough }: Config, { token: readToken }: ReadCredential) => {
      const cache = new MirrorCache(join(dataDirectory, 'mirrors', 'codex-runner'), new GitProcess({ variables: passThrough }));
      return new RepositoryMirrors(cache, { serverUrl: github.serverUrl, readToken });
    },
  }],
  exports: [RepositoryMirrors],
})
export class MirrorsModule {}
