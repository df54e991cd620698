// The artifact of a run that somebody names on the command line: by its id, by the beginning of it, by its path, or by its kind.
import { runsPath, type ArtifactView } from '#contracts';
import type { Api } from '../api/api';
import { CliError } from '../cli-error';
import { exitCodes } from '../exit-codes';

/** In words. */
export const artifactArgument = 'id of the artifact, its beginning, its path, or its kind, such as codex_patch, if only one has it; without it all of the run';

type Named = Pick<ArtifactView, 'id' | 'path' | 'artifactType'>;

/** @throws CliError when there is none, or when there are several */
export async function findArtifactId(api: Api, runId: string, text: string): Promise<string> {
  const { artifacts } = await api.call<{ artifacts: Named[] }>(`${runsPath}/${runId}/artifacts`);
  return artifactNamed(artifacts, text, runId);
}

export function artifactNamed(artifacts: readonly Named[], text: string, runId: string): string {
  const name = text.trim();
  const found = artifacts.filter(({ id, path, artifactType }) => artifactType === name || path === name || path === `${runId}/${name}` || (name.length >= 4 && id.startsWith(name.toLowerCase())));
  const [only, ...others] = found;
  if (!only) throw new CliError({ code: 'artifact.unknown', detail: `Run ${runId} has no artifact ${JSON.stringify(name.slice(0, 80))}.`, remediation: `See what it has: specline show ${runId}`, exitCode: exitCodes.unknown });
  if (others.length > 0) throw new CliError({ code: 'artifact.ambiguous', detail: `Several artifacts of the run are called so: ${found.slice(0, 5).map(({ path }) => path).join(', ')}${found.length > 5 ? ', …' : ''}.`, remediation: `Give an id: specline show ${runId}`, exitCode: exitCodes.usage });
  return only.id;
}
