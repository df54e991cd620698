// A coding agent that works in a job container: how it is started there, and how what it prints is understood.
import type { AgentUsage, LocalAgentName } from '#contracts';
import type { FailureInput } from '#domain';
import type { JobImage } from '../jobs/job';

/** One thing that happened, told so that a person can follow. */
export interface AgentEvent {
  kind: 'says' | 'thinks' | 'runs' | 'ran' | 'writes' | 'warns' | 'fails' | 'prints';
  text: string;
}

/** How an agent ended. `usage` is null when it reported none; `version` is there when it told its own; `said` is its last message. */
export interface AgentVerdict {
  failure?: FailureInput;
  usage: AgentUsage | null;
  version?: string;
  said?: string;
}

/** Folds the lines of one agent from its first to its last. Whatever a line holds, reading it throws nothing. */
export abstract class AgentReader {
  abstract line(stream: 'stdout' | 'stderr', text: string): readonly AgentEvent[];

  /** `exitCode` is the agent's own: limits of the container and of time have been looked at before. */
  abstract verdict(exitCode: number): AgentVerdict;
}

export abstract class LocalAgent {
  abstract readonly name: LocalAgentName;

  /** The variables, by name, that go into the agent's container and nowhere else. @throws StageFailure `credential.*` that names the one that is missing */
  abstract forwarded(): Record<string, string>;

  /** What it has to reach, as `host[:port][!private]`. */
  abstract egress(): string[];

  /** Program and arguments, run in the work tree with the prompt on standard input. Everybody can see arguments: no secret is among them. */
  abstract command(): string[];

  /** How this agent is told to use a skill of the repository. @param skill such as `speckit-specify` */
  abstract skillPrompt(skill: string, input: string): string;

  /** Before the agent has said it itself. */
  abstract version(image: JobImage): string;

  abstract reader(): AgentReader;
}

/** For agents without a way of their own: a skill is a file that says what to do. */
export function skillByFile(skill: string, input: string): string {
  return `Follow .agents/skills/${skill}/SKILL.md with this input (it stands for $ARGUMENTS there):\n\n${input}`;
}
