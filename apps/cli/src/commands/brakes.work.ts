// Shows brakes, releases them, and drains the installation.
import { brakesPath, drainPath, type BrakeRelease, type Brakes, type DrainState } from '#contracts';
import { CliError } from '../cli-error';
import { exitCodes, type ExitCode } from '../exit-codes';
import { oneLine, shown } from '../output/shown-text';
import { brakeLine } from '../runs/brake-line';
import type { Session } from '../session';

export interface ReleaseOptions { repository?: string; feature?: string; code?: string; reason?: string }
export interface DrainOptions { reason?: string }

export async function list({ api, terminal, json }: Session): Promise<ExitCode> {
  const answer = await api.call<Brakes>(brakesPath);
  const lines = linesOf(answer);
  if (json) terminal.json(answer);
  else for (const line of lines) terminal.line(oneLine(shown(line)));
  return exitCodes.done;
}

/** Pure. */
export function linesOf({ draining, items, unknown }: Brakes): string[] {
  return [
    ...(draining ? [`Nothing is started since ${draining.at}. ${draining.by}: ${draining.reason}`] : []),
    ...items.map(brakeLine),
    ...unknown.map(({ repository, code, detail }) => `${repository}: open pull requests could not be counted: ${detail} (${code})`),
    ...(!draining && items.length === 0 ? ['No brake holds.'] : []),
  ];
}

export async function release({ api, terminal, json }: Session, options: ReleaseOptions): Promise<ExitCode> {
  const answer = await api.call<{ released: BrakeRelease[] }>(`${brakesPath}/release`, { method: 'POST', body: releaseOf(options) });
  if (json) terminal.json(answer);
  else for (const { code, repository, featureKey } of answer.released) terminal.line(oneLine(shown(`${code} is released: ${repository}${featureKey === null ? '' : ` ${featureKey}`}`)));
  return exitCodes.done;
}

/** Pure. @throws CliError */
export function releaseOf({ repository, feature, code, reason }: ReleaseOptions): object {
  if (repository === undefined) throw missing('--repository');
  if (reason === undefined) throw missing('--reason');
  return { repository, reason, ...(feature === undefined ? {} : { featureKey: feature }), ...(code === undefined ? {} : { code }) };
}

export async function drain({ api, terminal, json }: Session, begins: boolean, { reason }: DrainOptions): Promise<ExitCode> {
  if (begins && reason === undefined) throw missing('--reason');
  const answer = await api.call<DrainState>(drainPath, begins ? { method: 'PUT', body: { reason } } : { method: 'DELETE' });
  if (json) terminal.json(answer);
  else terminal.line(answer.draining ? 'Nothing is started from now on.' : 'Runs are started again.');
  return exitCodes.done;
}

function missing(option: string): CliError {
  return new CliError({ code: 'usage.missing', detail: `${option} is missing.`, exitCode: exitCodes.usage, remediation: `Give ${option}; \`specline brakes --help\` and \`specline drain --help\` show what there is.` });
}
