// What the emulated model says next, told from the conversation alone: a tool call, a last message, or nothing.
import type { ModelBehaviour } from './behaviours';
import { commandOf } from './commands';
import type { Conversation } from './conversation';
import { steps } from './documents';

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
  if (behaviour.kind === 'forks' || behaviour.kind === 'fills_disk') return { kind: 'silence', until: 'never' };
  return atWork(conversation, behaviour.kind === 'holds', done - (command === undefined ? 0 : 1));
}

/** `done` counts the calls of the task itself. */
function atWork({ step, directory, outputs }: Conversation, isHeld: boolean, done: number): Turn {
  const { reads, document, content } = steps[step];
  const { path, shows } = reads(directory);
  if (done === 0) return { kind: 'execute', script: running(`cat ${path}`) };
  if (!outputs.at(done === 1 ? -1 : -2)?.includes(shows)) return { kind: 'say', text: `${path} is not there, or is something else: I cannot go on.` };
  if (done === 1 && isHeld) return { kind: 'silence', until: 'released' };
  if (done === 1) return { kind: 'execute', script: adding(`${directory}/${document}`, content(directory.slice('specs/'.length))) };
  return { kind: 'say', text: `${directory}/${document} is written.` };
}

function running(command: string): string {
  return `const result = await tools.exec_command({ cmd: ${JSON.stringify(command)}, yield_time_ms: 30000, max_output_tokens: 20000 }); text(result.output);`;
}

function adding(path: string, lines: readonly string[]): string {
  const patch = ['*** Begin Patch', `*** Add File: ${path}`, ...lines.map((line) => `+${line}`), '*** End Patch', ''].join('\n');
  return `text(await tools.apply_patch(${JSON.stringify(patch)}));`;
}
