// Turns the plan into tasks.md, whose phases can then be run.
import type { StageInput, WritingOutput } from '#contracts';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { Writing } from './writing';

@Stage('tasks')
export class TasksStage implements StageHandler<'tasks'> {
  constructor(private readonly writing: Writing) {}

  run({ request, prepare, plan }: StageInput<'tasks'>, stage: StageContext): Promise<WritingOutput> {
    return this.writing.write({ step: 'tasks', request, prepare, earlier: plan }, stage);
  }
}
