// What every stage that asks an agent needs to choose its prompt.
import { Module } from '@nestjs/common';
import { RepositoryReader } from '#github';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { ReadCredential, ReadingModule } from '../reading/reading.module';
import { SkillUse } from './skill-use';

@Module({
  imports: [ReadingModule],
  providers: [
    {
      provide: RepositoryReader, inject: [serviceTokens.config, ReadCredential],
      useFactory: ({ github, proxy }: Config, { token }: ReadCredential) => new RepositoryReader({ apiUrl: github.apiUrl, proxy, pace: 'reads', allowed: github.allowedRepositories, ...(token ? { token } : {}) }),
    },
    { provide: SkillUse, inject: [serviceTokens.config, RepositoryReader], useFactory: ({ skills }: Config, reader: RepositoryReader) => new SkillUse(skills, reader) },
  ],
  exports: [RepositoryReader, SkillUse],
})
export class PromptsModule {}
