// What the emulated model says next, told from the conversation alone: a tool call, a last message, or nothing.
import type { ModelBehaviour } from './behaviours';
import { commandOf } from './commands';
import type { Conversation } from './conversation';
import { works } from './documents';

/** `execute` is JavaScript for the tool `exec`. */
export type Turn = { kind: 'execute'; script: string } | { kind: 'say'; text: string } | { kind: 'silence'; until: 'released' | 'never' };

export function nextTurn(conversation: Conversation, behaviour: ModelBehaviour): Turn {
  if (behaviour.kind === 'writes_nothing') return { kind: 'say', text: 'The project has this already: nothing is to be specified.' };
  if (behaviour.kind === 'hangs') return { kind: 'silence', until: 'never' };
  if (!conversation.canExecute) return { kind: 'say', text: 'I was given no tool to work with.' };
  const command = commandOf(behaviour);
  const done = conversation.outputs.length;
  if (command !== undefined && done === 0) return { kind: 'execute', script: running(command) };
  if (behaviour.kind === 'reaches') return { kind: 'say', text: 'I have looked around.' };
  if (['forks', 'fills_disk', 'sleeps'].includes(behaviour.kind)) return { kind: 'silence', until: 'never' };
  return atWork(conversation, behaviour.kind === 'holds', done - (command === undefined ? 0 : 1));
}

/** `done` counts the calls of the task itself. */
function atWork(conversation: Conversation, isHeld: boolean, done: number): Turn {
  const work = works[conversation.step];
  const { path, shows } = work.reads(conversation);
  if (done === 0) return { kind: 'execute', script: running(`cat ${path}`) };
  const read = conversation.outputs.at(done === 1 ? -1 : -2) ?? '';
  if (!read.includes(shows)) return { kind: 'say', text: `${path} is not there, or is something else: I cannot go on.` };
  if (done === 1 && isHeld) return { kind: 'silence', until: 'released' };
  if (done === 1) return { kind: 'execute', script: patching(work.changes(conversation, read)) };
  const answer = conversation.outputs.at(-1) ?? '';
  return { kind: 'say', text: answer.startsWith('Script completed') ? work.done(conversation) : `It could not be written: ${answer}` };
}

function running(command: string): string {
  return `const result = await tools.exec_command({ cmd: ${JSON.stringify(command)}, yield_time_ms: 30000, max_output_tokens: 20000 }); text(result.output);`;
}

function patching(changes: readonly string[]): string {
  return `text(await tools.apply_patch(${JSON.stringify(['*** Begin Patch', ...changes, '*** End Patch', ''].join('\n'))}));`;
}
