// The health of an installation, for people. The texts are harmless already.
import type { Health, HealthCheck, Readiness } from '#contracts';
import { fields } from '../output/fields';
import { size } from '../output/moments';
import { table } from '../output/table';
import type { Colors } from '../output/terminal';

type Finding = Pick<HealthCheck, 'service' | 'name' | 'ok' | 'blocking' | 'optional' | 'code' | 'detail' | 'remediation' | 'stages'>;
export type Findings = { checks: Finding[] } & Partial<Pick<Health, 'stream' | 'projection' | 'lag' | 'versions'>>;

/** What can be known without asking for the health. */
export function findingsOf({ service, prerequisites, versions = {} }: Readiness): Findings {
  return { checks: prerequisites.map(({ code = null, remediation = null, ...one }) => ({ ...one, service, code, remediation })), versions };
}

export async function healthPage(findings: Findings, { columns, colors }: { columns: number | undefined; colors: Colors }): Promise<string> {
  const { checks } = findings;
  const failing = checks.filter(({ ok }) => !ok);
  const paintOf = ({ ok, blocking, optional }: Finding): ((text: string) => string) => (ok ? colors.green : blocking && !optional ? colors.red : colors.yellow);
  const rows = checks.map((check) => [{ text: check.ok ? '✓' : '✗', paint: paintOf(check) }, check.service, check.name, check.detail]);
  return [
    rows.length > 0 ? await table(rows, { flexible: [3, 2], columns }) : '',
    fields(figures(findings), colors),
    ...failing.map((check) => whatToDo(check, paintOf(check))),
    failing.length === 0 ? colors.green('Everything is there.') : '',
  ].filter((part) => part !== '').join('\n\n');
}

function figures({ stream, projection, lag = [], versions = {} }: Findings): [string, string | undefined][] {
  return [
    ['stream', stream ? `${size(stream.bytes)} of ${size(stream.maxBytes)} (${Math.round(stream.fullness * 100)} %)` : undefined],
    ['projection', projection ? `${projection.behind} facts behind` : undefined],
    ...lag.filter(({ pending, held }) => pending + held > 0).map(({ stage, pending, held }): [string, string] => [`stage ${stage}`, `${pending} waiting, ${held} at work`]),
    ['versions', Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')],
  ];
}

function whatToDo({ code, name, service, detail, remediation, blocking, stages }: Finding, paint: (text: string) => string): string {
  return [
    paint(`${code ?? name} (${service}): ${detail}`),
    ...(remediation ? [remediation] : []),
    ...(blocking && stages.length > 0 ? [`Waiting for it: ${stages.join(', ')}.`] : []),
  ].join('\n');
}
