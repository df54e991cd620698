// Marks a class as the handler of one stage of the catalogue; Nest routes the stage's deliveries to its `run` method.
import 'reflect-metadata';
import { Controller } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { stagePattern } from '#bus';
import type { StageInput, StageName, StageOutput } from '#contracts';
import type { StageContext } from './stage-context';

/** What a stage's class looks like: everything around `run` (the fact before, the fact after, heartbeats, cancellation, retry) is the runtime's. */
export interface StageHandler<S extends StageName> {
  /** @throws StageFailure with what the operator should do */
  run(input: StageInput<S>, stage: StageContext): Promise<StageOutput<S>>;
}

/**
 * @example
 * ⁠@Stage('publish')
 * export class PublishStage implements StageHandler<'publish'> { … }
 */
export function Stage<S extends StageName>(name: S) {
  return <T extends new (...dependencies: never[]) => StageHandler<S>>(target: T): void => {
    const prototype = target.prototype as StageHandler<S>;
    const descriptor = Object.getOwnPropertyDescriptor(prototype, 'run');
    // Nest routes to a method of the class itself: one that is inherited would serve the stage of whoever was marked last.
    if (!descriptor) throw new Error(`${target.name} has no run of its own for the stage ${name}`);
    Controller()(target);
    MessagePattern(stagePattern(name))(prototype, 'run', descriptor);
    Payload()(prototype, 'run', 0);
    Ctx()(prototype, 'run', 1);
  };
}
