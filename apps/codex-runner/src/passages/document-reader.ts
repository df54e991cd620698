// Reads the documents of a feature at the base commit from the runner's mirror, within limits.
import type { DiscoverOutput } from '#contracts';
import { featureDocuments, type FeatureDocument } from '#domain';
import { listFiles, readFiles } from '#git';
import type { RepositoryMirrors } from '../apply/repository-mirrors';

const mostFiles = 40;
/** The largest of 369 real documents had 70 kB. */
const limits = { maxBytes: 256 * 1024, maxTotalBytes: 512 * 1024 };

/** `leftOut` are documents that are too many, too large or no text. */
export interface ReadDocuments { documents: FeatureDocument[]; leftOut: string[] }

export class DocumentReader {
  constructor(private readonly mirrors: Pick<RepositoryMirrors, 'at'>) {}

  /** @throws StageFailure */
  async read(repository: string, { baseSha, featureDirectory }: Pick<DiscoverOutput, 'baseSha' | 'featureDirectory'>, signal: AbortSignal): Promise<ReadDocuments> {
    return this.mirrors.at(repository, baseSha, signal, async (mirror) => {
      const files = await listFiles(mirror, baseSha, featureDirectory, signal);
      const paths = featureDocuments(files.map(({ path }) => path));
      const blobOf = new Map(files.map(({ path, blob }) => [path, blob]));
      const wanted = paths.slice(0, mostFiles).map((path) => ({ path, blob: blobOf.get(path) ?? '' }));
      const contents = await readFiles(mirror, wanted, { ...limits, signal });
      const documents = [...contents].flatMap(([path, bytes]) => documentOf(path, bytes));
      const read = new Set(documents.map(({ path }) => path));
      return { documents, leftOut: paths.filter((path) => !read.has(path)) };
    });
  }
}

/** None for bytes that are no UTF-8 or hold a NUL: those are no text. */
function documentOf(path: string, bytes: Buffer): FeatureDocument[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? [] : [{ path, text }];
  } catch {
    return [];
  }
}
