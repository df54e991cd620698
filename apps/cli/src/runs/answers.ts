// The several answers of an agent, as the run has noted them: which is the best, which was taken, and why.
import { candidateReportSchema, runsPath, type CandidateReport, type RunView } from '#contracts';
import type { Api } from '../api/api';
import { CliError } from '../cli-error';
import { table } from '../output/table';
import type { Colors } from '../output/terminal';

/** Undefined for a run with one answer, and when the note is gone or is another release's. */
export async function answersOf(api: Api, { id, artifacts = [] }: Pick<RunView, 'id' | 'artifacts'>): Promise<CandidateReport | undefined> {
  const report = artifacts.filter(({ artifactType }) => artifactType === 'candidate_report').sort((left, right) => left.attempt - right.attempt).at(-1);
  if (!report) return undefined;
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of await api.bytes(`${runsPath}/${id}/artifacts/${report.id}/content`, 0) ?? []) pieces.push(piece);
    return candidateReportSchema.safeParse(JSON.parse(Buffer.concat(pieces).toString())).data;
  } catch (error) {
    if (error instanceof CliError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The texts are harmless already. */
export function answersTable({ candidates, chosenBy }: CandidateReport, { columns, colors }: { columns: number | undefined; colors: Colors }): Promise<string> {
  const rows = candidates.map(({ candidate, rank, chosen, applies, why }) => {
    const state = chosen ? (chosenBy === 'operator' ? 'chosen' : 'taken') : applies ? 'possible' : 'unusable';
    const paint = chosen ? colors.green : applies ? (text: string) => text : colors.red;
    return [String(candidate), String(rank), { text: state, paint }, why];
  });
  return table(rows, { head: ['ANSWER', 'RANK', '', 'WHY'], paintHead: colors.bold, flexible: [3], columns });
}
