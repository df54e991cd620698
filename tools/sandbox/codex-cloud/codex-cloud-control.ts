// The other side of the emulator: tells it how to behave and asks it what has happened to it.
import type { BehaviourRule, BehaviourRules } from './behaviours';
import type { ChatGptLogins } from './chatgpt-logins';
import { CloudSettings } from './cloud-settings';
import { markerOf, stateAt, type CloudTask, type TaskState } from './cloud-task';
import type { CloudTasks } from './cloud-tasks';
import type { EffectCounters, Effects } from './effects';
import type { Fault, Faults } from './faults';

export interface ReportedTask extends CloudTask {
  state: TaskState;
  /** `<runId>/<attempt>` of the prompt's marker. */
  marker?: string;
}

export interface ControlledParts {
  tasks: CloudTasks;
  rules: BehaviourRules;
  faults: Faults;
  logins: ChatGptLogins;
  settings: CloudSettings;
  counters: EffectCounters;
}

export class CodexCloudControl {
  constructor(private readonly parts: ControlledParts) {}

  /** The newest rule that fits a new task decides; `tasks: 1` without a place is "the next task". Throws on a malformed rule. */
  behave(rule: BehaviourRule): void {
    this.parts.rules.add(rule);
  }

  forgetBehaviours(): void {
    this.parts.rules.clear();
  }

  /** `{ call: 'create', when: 'after', effect: { kind: 'status', status: 502 }, calls: 1 }` creates and loses the answer. */
  fail(fault: Fault): void {
    this.parts.faults.add(fault);
  }

  forgetFaults(): void {
    this.parts.faults.clear();
  }

  /** Changes the settings that are given and returns all of them. */
  set(change: Partial<CloudSettings>): CloudSettings {
    const checked = CloudSettings.parse({ ...this.parts.settings, ...change });
    return { ...Object.assign(this.parts.settings, checked) };
  }

  effects(): Effects {
    return this.parts.counters.report(this.parts.tasks.newestFirst());
  }

  /** Newest first, with full prompts and outcomes, also those that clients cannot see yet. */
  tasks(): ReportedTask[] {
    const now = Date.now();
    return this.parts.tasks.newestFirst().map((task) => ({ ...task, state: stateAt(task, now), marker: markerOf(task.prompt) }));
  }

  release(taskId: string): Promise<void> {
    return this.parts.tasks.release(taskId);
  }

  /** Ends every login: from now on bearers and refresh tokens are refused. */
  revokeLogins(): void {
    this.parts.logins.revokeAll();
  }
}
