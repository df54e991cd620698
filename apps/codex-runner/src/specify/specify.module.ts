// The stages that turn text into a specification.
import { Module } from '@nestjs/common';
import { ArtifactStore } from '#artifacts';
import { RepositoryReader } from '#github';
import type { Config } from '#platform';
import { serviceTokens } from '#stage-runtime';
import { AgentJobs } from '../agents/agent-jobs';
import { AgentJobsModule } from '../agents/agent-jobs.module';
import { MirrorsModule } from '../apply/mirrors.module';
import { RepositoryMirrors } from '../apply/repository-mirrors';
import { PromptsModule } from '../prompts/prompts.module';
import { SkillUse } from '../prompts/skill-use';
import { CleanupStage } from './cleanup.stage';
import { PlanStage } from './plan.stage';
import { PrepareStage } from './prepare.stage';
import { SpecificationPlaces } from './specification-places';
import { SpecifyStage } from './specify.stage';
import { TasksStage } from './tasks.stage';
import { Writing } from './writing';
import { WritingPrompts } from './writing-prompts';

@Module({
  imports: [AgentJobsModule, MirrorsModule, PromptsModule],
  controllers: [PrepareStage, SpecifyStage, PlanStage, TasksStage, CleanupStage],
  providers: [
    { provide: SpecificationPlaces, inject: [RepositoryReader, serviceTokens.config], useFactory: (reader: RepositoryReader, { github }: Config) => new SpecificationPlaces(reader, github.allowedRepositories) },
    { provide: WritingPrompts, inject: [SkillUse], useFactory: (skills: SkillUse) => new WritingPrompts(skills) },
    {
      provide: Writing, inject: [AgentJobs, WritingPrompts, RepositoryMirrors, ArtifactStore],
      useFactory: (agents: AgentJobs, prompts: WritingPrompts, mirrors: RepositoryMirrors, artifacts: ArtifactStore) => new Writing(agents, prompts, mirrors, artifacts),
    },
  ],
})
export class SpecifyModule {}
