// What a service needs from outside, asked now and then: readiness names what is missing and what to do, and no boot waits for it.
import type { Prerequisite, Readiness } from '#contracts';
import { releaseVersion } from '../process/release-version';
import type { Redactor } from '../redaction/redactor';

/** What a check found; the rest of a `Prerequisite` is known beforehand. */
export type Finding = Pick<Prerequisite, 'ok' | 'detail' | 'remediation' | 'code' | 'details'> & {
  /** Of programs that were asked, by name. */
  versions?: Record<string, string>;
};

export interface Check {
  name: string;
  /** While it fails, `stages` are not consumed and the service is not ready. */
  blocking: boolean;
  /** Not every installation needs it: the service is ready without. */
  optional?: boolean;
  stages: string[];
  /** While it fails no run of these coding agents is accepted. */
  agents?: string[];
  /** How long a finding is good for, in milliseconds. What is missing is asked for again after `missingTtlMs` at the latest: it may be mended at any moment. */
  ttlMs: number;
  /** After so many milliseconds without an answer the prerequisite counts as missing; default 5000. */
  timeLimitMs?: number;
  /** @param signal aborts at the time limit. */
  check(signal: AbortSignal): Promise<Finding>;
}

const missingTtlMs = 10_000;

interface Entry {
  check: Check;
  finding?: { at: number; prerequisite: Prerequisite };
  asking?: Promise<Prerequisite>;
}

export class PrerequisiteRegistry {
  private readonly entries = new Map<string, Entry>();
  private readonly versions: Record<string, string> = { specline: releaseVersion(), node: process.versions.node };

  /** @param now milliseconds, monotonic. */
  constructor(
    readonly service: string,
    readonly worker: string,
    private readonly redactor: Redactor,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws Error when the name is taken */
  register(check: Check): void {
    if (this.entries.has(check.name)) throw new Error(`the prerequisite ${check.name} is registered twice`);
    this.entries.set(check.name, { check });
  }

  /** Asks whatever is not known freshly, all at once. Never throws. */
  async readiness(): Promise<Readiness> {
    const prerequisites = await Promise.all(Array.from(this.entries.values(), (entry) => this.current(entry)));
    return { service: this.service, worker: this.worker, ok: prerequisites.every(({ ok, blocking, optional }) => ok || !blocking || optional), prerequisites, versions: { ...this.versions } };
  }

  /** The next `readiness` asks again, for example after a stage met a missing credential. */
  forget(name: string): void {
    const entry = this.entries.get(name);
    if (entry) entry.finding = undefined;
  }

  private current(entry: Entry): Promise<Prerequisite> {
    const { finding, check: { ttlMs } } = entry;
    if (finding && this.now() - finding.at < (finding.prerequisite.ok ? ttlMs : Math.min(ttlMs, missingTtlMs))) return Promise.resolve(finding.prerequisite);
    entry.asking ??= this.ask(entry.check).then((prerequisite) => {
      entry.finding = { at: this.now(), prerequisite };
      entry.asking = undefined;
      return prerequisite;
    });
    return entry.asking;
  }

  private async ask(check: Check): Promise<Prerequisite> {
    const { name, blocking, optional, stages, agents } = check;
    const { versions, ...finding } = await withinTimeLimit(check).catch((error: unknown): Finding => ({
      ok: false,
      code: 'prerequisite.check_failed',
      detail: error instanceof Error ? error.message : String(error),
      remediation: `See the message; the check of ${name} is repeated by itself.`,
    }));
    Object.assign(this.versions, versions);
    return this.redactor.value({ name, blocking, ...(optional ? { optional } : {}), stages, ...(agents ? { agents } : {}), checkedAt: new Date().toISOString(), ...finding });
  }
}

/** The stages that may not be consumed now. */
export function blockedStages({ prerequisites }: Readiness): Set<string> {
  return new Set(prerequisites.filter(({ ok, blocking }) => !ok && blocking).flatMap(({ stages }) => stages));
}

async function withinTimeLimit(check: Check): Promise<Finding> {
  const { timeLimitMs = 5000 } = check;
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve({ ok: false, code: 'prerequisite.no_answer', detail: `no answer within ${timeLimitMs} ms`, remediation: 'Check that it runs and can be reached from this service.' });
    }, timeLimitMs);
  });
  try {
    return await Promise.race([check.check(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
