// What a request tells the model: the prompt of one step of a specification or of a phase, and what the tools have answered so far.
import type { InputItem, ResponsesRequest } from './responses-request';

/** Those of a specification, and `implement` for a phase. */
export type Step = (typeof writing)[number] | 'implement';

export interface Conversation {
  runId: string;
  attempt: number;
  step: Step;
  /** `specs/NNN-slug` */
  directory: string;
  prompt: string;
  /** Names of the skills whose text the program has added. */
  skills: string[];
  /** What each tool call printed, in their order. */
  outputs: string[];
  /** Whether the program offers the tool `exec`. */
  canExecute: boolean;
}

const heading = /^\[specline:([0-9a-f-]{36})\/(\d+)\] (\S+): (.+)\n/;
const writing = ['specify', 'plan', 'tasks'] as const;

/** Undefined when nobody of ours asks. */
export function conversationIn({ input, tools = [] }: ResponsesRequest): Conversation | undefined {
  const texts = input.filter((item) => item.type === 'message' && item.role === 'user').map(textOf);
  const prompt = texts.findLast((text) => heading.test(text));
  const [, runId, attempt, feature, title] = heading.exec(prompt ?? '') ?? [];
  if (!prompt || !runId || !feature) return undefined;
  const offered = [...tools, ...input.flatMap((item) => (item.type === 'additional_tools' ? item.tools : []))].flatMap((tool) => [tool, ...(tool.tools ?? [])]);
  return {
    runId, attempt: Number(attempt), step: writing.find((one) => one === title) ?? 'implement', directory: `specs/${feature}`, prompt,
    skills: texts.flatMap((text) => /^<skill>\s*<name>([\w-]+)<\/name>/.exec(text)?.[1] ?? []),
    outputs: input.filter((item) => item.type === 'custom_tool_call_output').map(textOf),
    canExecute: offered.some(({ type, name }) => type === 'custom' && name === 'exec'),
  };
}

function textOf(item: InputItem): string {
  if (item.type === 'message') return item.content.map(({ text }) => text).join('');
  if (item.type !== 'custom_tool_call_output') return '';
  return typeof item.output === 'string' ? item.output : item.output.map(({ text }) => text).join('');
}
