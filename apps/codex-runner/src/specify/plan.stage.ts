// Turns spec.md into plan.md and the documents beside it.
import type { StageInput, WritingOutput } from '#contracts';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { Writing } from './writing';

@Stage('plan')
export class PlanStage implements StageHandler<'plan'> {
  constructor(private readonly writing: Writing) {}

  run({ request, prepare, specify }: StageInput<'plan'>, stage: StageContext): Promise<WritingOutput> {
    return this.writing.write({ step: 'plan', request, prepare, earlier: specify }, stage);
  }
}
