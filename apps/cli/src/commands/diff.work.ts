// Prints the patch of a run.
import { runsPath, type Artifact, type RunView } from '#contracts';
import { CliError } from '../cli-error';
import { exitCodes, type ExitCode } from '../exit-codes';
import { paintedPatch } from '../output/painted-patch';
import { findRunId } from '../runs/named-run';
import type { Session } from '../session';

export interface DiffOptions { asGiven?: boolean }

export async function printDiff(session: Session, name: string, { asGiven = false }: DiffOptions): Promise<ExitCode> {
  const id = await findRunId(session.api, name);
  const run = await session.api.call<RunView>(`${runsPath}/${id}`, { query: new URLSearchParams({ includeArtifacts: 'true' }) });
  await print(session, id, patchOf(run, asGiven));
  return exitCodes.done;
}

/** The latest one. @throws CliError when there is none */
export function patchOf({ id, status, artifacts = [] }: Pick<RunView, 'id' | 'status' | 'artifacts'>, asGiven: boolean): Artifact {
  const latest = (kind: Artifact['artifactType']): Artifact | undefined => artifacts.filter(({ artifactType }) => artifactType === kind)
    .reduce<Artifact | undefined>((last, one) => (last && last.attempt > one.attempt ? last : one), undefined);
  const patch = asGiven ? latest('codex_patch') : latest('applied_patch') ?? latest('codex_patch');
  if (patch) return patch;
  throw new CliError({ code: 'patch.none', detail: `Run ${id} (${status}) has no patch.`, remediation: 'The stage apply makes it. See how far the run is: specline show', exitCode: exitCodes.unknown });
}

async function print({ api, terminal, json }: Session, runId: string, patch: Artifact): Promise<void> {
  const pieces: Uint8Array[] = [];
  const bytes = await api.bytes(`${runsPath}/${runId}/artifacts/${patch.id}/content`, 0);
  for await (const piece of bytes ?? []) pieces.push(piece);
  const whole = Buffer.concat(pieces);
  if (json) terminal.json({ runId, artifact: patch, patch: whole.toString() });
  // Byte for byte, except where a person reads it.
  else if (!terminal.isInteractive) await terminal.piece(whole);
  else await terminal.piece(paintedPatch(whole.toString(), terminal.colors));
}
