// Pins artifacts and takes pins back.
import { runsPath, type ArtifactView } from '#contracts';
import { exitCodes, type ExitCode } from '../exit-codes';
import { oneLine, shown } from '../output/shown-text';
import { keptText } from '../runs/kept-text';
import { findArtifactId } from '../runs/named-artifact';
import { findRunId } from '../runs/named-run';
import type { Session } from '../session';

interface OfRun { runId: string; artifacts: ArtifactView[] }
type Method = 'PUT' | 'DELETE';

export function pin(session: Session, run: string, artifact: string | undefined): Promise<ExitCode> {
  return change(session, 'PUT', run, artifact);
}

export function unpin(session: Session, run: string, artifact: string | undefined): Promise<ExitCode> {
  return change(session, 'DELETE', run, artifact);
}

async function change({ api, terminal, json }: Session, method: Method, run: string, artifact: string | undefined): Promise<ExitCode> {
  const runId = await findRunId(api, run);
  const path = `${runsPath}/${runId}`;
  const answer = artifact === undefined
    ? await api.call<OfRun>(`${path}/pin`, { method })
    : await api.call<ArtifactView>(`${path}/artifacts/${await findArtifactId(api, runId, artifact)}/pin`, { method });
  if (json) terminal.json(answer);
  else for (const one of 'artifacts' in answer ? answer.artifacts : [answer]) terminal.line(oneLine(shown(`${one.path}: ${keptText(one)}`)));
  return exitCodes.done;
}
