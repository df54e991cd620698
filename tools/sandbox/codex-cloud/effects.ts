// Counts what clients have done to the service, so that a test can say "exactly one".
import { markerOf, type CloudTask } from './cloud-task';
import { CALLS, type Call } from './faults';

export interface Effects {
  /** Calls that arrived, whatever they were answered. Counted since the process started. */
  calls: Record<Call, number>;
  /** Calls to routes that do not exist, as `METHOD host/path`. */
  unknownCalls: string[];
  refreshes: { granted: number; refused: number };
  /** The most calls that were in flight at one time; 1 where callers take turns. */
  mostCallsAtOnce: number;
  /** CONNECT and plain proxy requests that were refused, by target. */
  refusedTargets: Record<string, number>;
  /** Of all tasks ever created, also by earlier processes. */
  tasksCreated: number;
  /** Tasks by the `<runId>/<attempt>` of their prompt's marker; `''` for prompts without one. */
  tasksByMarker: Record<string, number>;
}

export class EffectCounters {
  private readonly calls = Object.fromEntries(CALLS.map((call) => [call, 0])) as Record<Call, number>;
  private readonly unknownCalls: string[] = [];
  private readonly refreshes = { granted: 0, refused: 0 };
  private readonly refusedTargets: Record<string, number> = {};
  private inFlight = 0;
  private mostCallsAtOnce = 0;

  /** Returns what ends the call. */
  callStarted(call: Call): () => void {
    this.calls[call] += 1;
    this.inFlight += 1;
    this.mostCallsAtOnce = Math.max(this.mostCallsAtOnce, this.inFlight);
    return () => {
      this.inFlight -= 1;
    };
  }

  unknownCall(call: string): void {
    this.unknownCalls.push(call);
  }

  refreshed(granted: boolean): void {
    this.refreshes[granted ? 'granted' : 'refused'] += 1;
  }

  targetRefused(target: string): void {
    this.refusedTargets[target] = (this.refusedTargets[target] ?? 0) + 1;
  }

  report(tasks: readonly CloudTask[]): Effects {
    const tasksByMarker: Record<string, number> = {};
    for (const { prompt } of tasks) {
      const marker = markerOf(prompt) ?? '';
      tasksByMarker[marker] = (tasksByMarker[marker] ?? 0) + 1;
    }
    const { calls, unknownCalls, refreshes, refusedTargets, mostCallsAtOnce } = this;
    return structuredClone({ calls, unknownCalls, refreshes, refusedTargets, mostCallsAtOnce, tasksCreated: tasks.length, tasksByMarker });
  }
}
