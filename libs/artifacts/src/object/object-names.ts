// How artifacts lie in the bucket: the subjects of their bytes and of their descriptions, as NATS object stores have them.
import { partsOfPath, type PathParts } from '../artifact-place';

export const artifactBucket = 'artifacts';
export const artifactStream = `OBJ_${artifactBucket}`;

const bytes = `$O.${artifactBucket}.C`;

/** The bytes that a log grows by. Every other write of an artifact has a word of its own, so that no two mix. */
export const logWriting = 'log';
/** Holds nothing; written over and over to see whether the bucket takes something. */
export const probeSubject = `${bytes}.probe`;

/** The object's "nuid": where its bytes are. Its first tokens say whose they are, for the rights of services and for finding what belongs to a run. */
export function contentId({ runId, stage, attempt, kind, extension }: PathParts, writing: string): string {
  return `${runId}.${stage}.${attempt}.${kind}.${extension}.${writing}`;
}

export const bytesSubject = (content: string): string => `${bytes}.${content}`;
export const allBytes = `${bytes}.>`;
export const bytesOfRun = (runId: string): string => `${bytes}.${runId}.>`;
export const bytesOfKind = (runId: string, kind: string): string => `${bytes}.${runId}.*.*.${kind}.>`;
/** Of every write at the path. */
export const bytesOfPath = (parts: PathParts): string => bytesSubject(contentId(parts, '*'));

/** The path whose bytes are on the subject; undefined when they are no artifact's. */
export function pathOfSubject(subject: string): string | undefined {
  if (!subject.startsWith(`${bytes}.`)) return undefined;
  const [runId = '', stage = '', attempt = '', kind = '', extension = '', writing, ...others] = subject.slice(bytes.length + 1).split('.');
  const path = `${runId}/${stage}-${attempt}-${kind}.${extension}`;
  return writing !== undefined && others.length === 0 && partsOfPath(path) ? path : undefined;
}

/** What describes the object: its name in Base64, URL-safe and padded. */
export function descriptionSubject(path: string): string {
  return `$O.${artifactBucket}.M.${urlSafe(Buffer.from(path).toString('base64'))}`;
}

const digestForm = 'SHA-256=';

/** A digest as objects have it. @param digest `sha256:<hex>` */
export function objectDigest(digest: string): string {
  return digestForm + urlSafe(Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64'));
}

/** @returns `sha256:<hex>` */
export function artifactDigest(objectDigest: string): string {
  return `sha256:${Buffer.from(objectDigest.slice(digestForm.length), 'base64url').toString('hex')}`;
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
