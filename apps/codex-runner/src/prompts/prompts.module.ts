// What every stage that asks an agent needs to choose its prompt.
import { Module } from '@nestjs/common';
import { RepositoryReader } from '#github';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { SkillUse } from './skill-use';

@Module({
  providers: [
    {
      provide: RepositoryReader, inject: [serviceTokens.config],
      useFactory: ({ github, proxy }: Config) => new RepositoryReader({ apiUrl: github.apiUrl, proxy, pace: 'reads', allowed: github.allowedRepositories, ...(github.readToken ? { token: github.readToken } : {}) }),
    },
    { provide: SkillUse, inject: [serviceTokens.config, RepositoryReader], useFactory: ({ skills }: Config, reader: RepositoryReader) => new SkillUse(skills, reader) },
  ],
  exports: [RepositoryReader, SkillUse],
})
export class PromptsModule {}
