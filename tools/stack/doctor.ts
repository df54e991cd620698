// Says what this machine has and lacks for Specline, and what to do about each lack. It asks GitHub and Codex Cloud themselves, changes nothing, and shows no secret.
import { ConfigError, loadConfig, PrerequisiteRegistry, Redactor, secretsOf, type Check, type LoadedConfig } from '#platform';
import { codexChecks } from './doctor/codex';
import { githubChecks } from './doctor/github';
import type { Patient } from './doctor/patient';
import { programChecks } from './doctor/programs';
import { serverChecks } from './doctor/servers';
import { modeOf } from './mode';
import { projectRoot } from './project-root';

export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  remediation?: string;
  /** Whether what would start now (the sandbox, or the real thing) cannot do without it. */
  needed: boolean;
}

const timeLimitMs = 10_000;

/** Everything is asked at once and for ten seconds at most. Never throws for what it looks for. */
export async function examine(environment: NodeJS.ProcessEnv, checksOf: (patient: Patient) => Check[] = allChecks): Promise<Finding[]> {
  const mode = modeOf(environment, false);
  const { config, fault } = configurationOf(environment);
  const registry = new PrerequisiteRegistry('doctor', 'doctor', new Redactor(config ? secretsOf(config) : []));
  for (const check of checksOf({ environment, mode, config })) registry.register({ timeLimitMs, ...check });
  const { prerequisites } = await registry.readiness();
  const served: Finding = { name: 'what would start', ok: true, needed: true, detail: mode.note ?? (mode.sandbox ? 'the sandbox: no GitHub credential and no agent is set' : 'the real GitHub and Codex Cloud') };
  return [served, ...(fault ? [fault] : []), ...prerequisites.map(({ name, ok, blocking, detail, remediation }) => ({ name, ok, needed: blocking, detail, ...(remediation ? { remediation } : {}) }))];
}

/** 1 when something is missing that is needed. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 1 {
  return findings.every(({ ok, needed }) => ok || !needed) ? 0 : 1;
}

export function describeFinding({ name, ok, needed, detail, remediation }: Finding): string {
  const mark = ok ? 'ok     ' : needed ? 'MISSING' : 'absent ';
  return `${mark} ${name}: ${detail}${remediation ? `\n        ${remediation}` : ''}`;
}

function allChecks(patient: Patient): Check[] {
  return [...programChecks(patient), ...serverChecks(patient), ...githubChecks(patient), ...codexChecks(patient)];
}

function configurationOf(environment: NodeJS.ProcessEnv): { config?: LoadedConfig; fault?: Finding } {
  try {
    return { config: loadConfig(environment, { directory: projectRoot }) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { fault: { name: 'environment', ok: false, needed: true, detail: error.faults.join(' '), remediation: 'Correct these variables and ask again: GitHub, Codex Cloud and servers of your own were not looked at.' } };
  }
}
