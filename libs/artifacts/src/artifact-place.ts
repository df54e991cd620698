// Where an artifact belongs makes its name, its path and its id, so that doing a stage again replaces and never repeats.
import { v5 as uuidv5 } from 'uuid';
import { artifactIdNamespace, artifactPlaceName, type ArtifactPlace } from '#contracts';

export type { ArtifactPlace };
export interface ArtifactForm { extension: string; contentType: string }

export const jsonForm: ArtifactForm = { extension: 'json', contentType: 'application/json' };
export const textForm: ArtifactForm = { extension: 'txt', contentType: 'text/plain; charset=utf-8' };
export const linesForm: ArtifactForm = { extension: 'jsonl', contentType: 'application/x-ndjson' };
export const patchForm: ArtifactForm = { extension: 'patch', contentType: 'text/x-diff; charset=utf-8' };

/** The same place always has the same id. */
export function artifactId(place: ArtifactPlace): string {
  return uuidv5(artifactPlaceName(place), artifactIdNamespace);
}

/** @example '01900000-0000-7000-9000-000000000001/submit-1-codex_prompt.txt' */
export function artifactPath({ runId, stage, attempt, kind }: ArtifactPlace, { extension }: Pick<ArtifactForm, 'extension'>): string {
  return `${runId}/${stage}-${attempt}-${kind}.${extension}`;
}

/** A path read back. Its kind may be one that only another release knows. */
export interface PathParts { runId: string; stage: string; attempt: number; kind: string; extension: string }

const pathPattern = /^([0-9a-f-]{36})\/([a-z][a-z_]*)-(\d{1,6})-([a-z][a-z0-9_]*)\.([a-z]{1,8})$/;

/** Undefined for whatever is no path of ours, whoever it comes from. */
export function partsOfPath(path: string): PathParts | undefined {
  const [, runId, stage, attempt, kind, extension] = pathPattern.exec(path) ?? [];
  if (runId === undefined || stage === undefined || kind === undefined || extension === undefined) return undefined;
  return { runId, stage, attempt: Number(attempt), kind, extension };
}
