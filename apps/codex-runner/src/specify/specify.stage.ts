// Turns the text of an operator into spec.md.
import type { StageInput, WritingOutput } from '#contracts';
import { Stage, type StageContext, type StageHandler } from '#stage-runtime';
import { Writing } from './writing';

@Stage('specify')
export class SpecifyStage implements StageHandler<'specify'> {
  constructor(private readonly writing: Writing) {}

  run({ request, prepare }: StageInput<'specify'>, stage: StageContext): Promise<WritingOutput> {
    return this.writing.write({ step: 'specify', request, prepare }, stage);
  }
}
