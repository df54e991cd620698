// Refs, trees, blobs and the contents of files, at any commit.
import { posix } from 'node:path';
import { ApiError, notFound } from '../api-error';
import type { TreeEntry } from '../bare-repository';
import { jsonReply, type Reply } from '../reply';
import { requireCommit } from './repository.routes';
import { reads, repositoryRoute, type RepositoryCall, type Route } from './route';

/** GitHub's own limits: bytes of JSON content, of any blob, entries of a directory, of a recursive tree. */
const limits = { jsonContent: 1024 * 1024, blob: 100 * 1024 * 1024, directory: 1000, tree: 100_000 };

const wantsRaw = ({ headers }: RepositoryCall): boolean => /application\/vnd\.github\.(v3\.)?raw/.test(headers.accept ?? '');
const rawReply = (body: Buffer): Reply => ({ status: 200, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' }, body });
const tooLarge = (resource: string) => new ApiError(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.', [{ resource, field: 'data', code: 'too_large' }]);
/** Base64 in lines of 60 characters, as GitHub breaks it. */
const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{1,60}/g, '$&\n');

export const gitDataRoutes: Route[] = [
  repositoryRoute('GET /git/ref/{*ref}', 'git/refs#get-a-reference', reads('contents'), async ({ github, repository, params }) => {
    const ref = `refs/${params['ref'] ?? ''}`;
    const sha = (await repository.git.refs(ref)).get(ref);
    if (sha === undefined || !/^refs\/(heads|tags|pull)\//.test(ref)) throw notFound();
    const url = github.present.apiOf(repository.record);
    const type = await repository.git.typeOf(sha) ?? 'commit';
    return jsonReply(200, { ref, node_id: Buffer.from(ref).toString('base64url'), url: `${url}/git/${ref}`, object: { sha, type, url: `${url}/git/${type}s/${sha}` } });
  }),

  repositoryRoute('GET /git/matching-refs/{*ref}', 'git/refs#list-matching-references', reads('contents'), async ({ github, repository, params }) => {
    const prefix = `refs/${params['ref'] ?? ''}`;
    if (!/^refs\/(heads|tags)\//.test(prefix)) throw notFound();
    const url = github.present.apiOf(repository.record);
    const refs = [...await repository.git.refs(prefix.slice(0, prefix.lastIndexOf('/') + 1))].filter(([ref]) => ref.startsWith(prefix));
    return jsonReply(200, await Promise.all(refs.map(async ([ref, sha]) => {
      const type = await repository.git.typeOf(sha) ?? 'commit';
      return { ref, node_id: Buffer.from(ref).toString('base64url'), url: `${url}/git/${ref}`, object: { sha, type, url: `${url}/git/${type}s/${sha}` } };
    })));
  }),

  repositoryRoute('GET /git/trees/{*sha}', 'git/trees#get-a-tree', reads('contents'), async (call) => {
    const { github, repository, params, query } = call;
    const name = params['sha'] ?? '';
    const isTree = /^[0-9a-f]{40}$/.test(name) && await repository.git.typeOf(name) === 'tree';
    const sha = isTree ? name : await repository.git.text(['rev-parse', `${await requireCommit(repository, name, notFound)}^{tree}`]);
    const entries = await repository.git.tree(sha, { recursive: query.has('recursive') });
    const url = github.present.apiOf(repository.record);
    const tree = entries.slice(0, limits.tree).map((entry) => ({ ...entry, ...(entry.type === 'commit' ? {} : { url: `${url}/git/${entry.type}s/${entry.sha}` }) }));
    return jsonReply(200, { sha, url: `${url}/git/trees/${sha}`, tree, truncated: entries.length > limits.tree });
  }),

  repositoryRoute('GET /git/blobs/{sha}', 'git/blobs#get-a-blob', reads('contents'), async (call) => {
    const { github, repository, params } = call;
    const sha = params['sha'] ?? '';
    if (!/^[0-9a-f]{40}$/.test(sha) || await repository.git.typeOf(sha) !== 'blob') throw notFound();
    const content = await repository.git.blob(sha);
    if (content.length > limits.blob) throw tooLarge('Blob');
    if (wantsRaw(call)) return rawReply(content);
    const url = `${github.present.apiOf(repository.record)}/git/blobs/${sha}`;
    return jsonReply(200, { sha, node_id: Buffer.from(sha).toString('base64url'), size: content.length, url, content: base64(content), encoding: 'base64' });
  }),

  repositoryRoute('GET /contents', 'repos/contents#get-repository-content', reads('contents'), (call) => contents(call, '')),
  repositoryRoute('GET /contents/{*path}', 'repos/contents#get-repository-content', reads('contents'), (call) => contents(call, call.params['path'] ?? '')),
];

async function contents(call: RepositoryCall, requested: string): Promise<Reply> {
  const { repository, query } = call;
  const path = requested.replace(/^\/+|\/+$/g, '');
  const ref = query.get('ref') ?? repository.record.defaultBranch;
  if (path !== posix.normalize(path || '.').replace(/^\.$/, '') || path.startsWith('..')) throw notFound();
  const commit = await requireCommit(repository, ref, () => notFound(`No commit found for the ref ${ref}`));
  if (path === '') return directory(call, commit, '', ref);
  const [entry] = await repository.git.tree(commit, { path });
  if (entry === undefined) throw notFound();
  return entry.type === 'tree' ? directory(call, commit, path, ref) : file(call, entry, ref);
}

async function directory(call: RepositoryCall, commit: string, path: string, ref: string): Promise<Reply> {
  const entries = await call.repository.git.tree(path === '' ? commit : `${commit}:${path}`);
  const listed = entries.slice(0, limits.directory).map((entry) => describe(call, { ...entry, path: posix.join(path, entry.path) }, ref));
  if (!/application\/vnd\.github\.object/.test(call.headers.accept ?? '')) return jsonReply(200, listed);
  return jsonReply(200, { type: 'dir', path, name: posix.basename(path), entries: listed });
}

async function file(call: RepositoryCall, entry: TreeEntry, ref: string): Promise<Reply> {
  const description = describe(call, entry, ref);
  if (entry.type === 'commit') return jsonReply(200, { ...description, type: 'submodule', submodule_git_url: null });
  if ((entry.size ?? 0) > limits.blob) throw tooLarge('Blob');
  const content = await call.repository.git.blob(entry.sha);
  if (wantsRaw(call)) return rawReply(content);
  if (description.type === 'symlink') return jsonReply(200, { ...description, target: content.toString() });
  const fits = content.length <= limits.jsonContent;
  return jsonReply(200, { ...description, content: fits ? base64(content) : '', encoding: fits ? 'base64' : 'none' });
}

function describe({ github, repository }: RepositoryCall, entry: TreeEntry, ref: string) {
  const api = github.present.apiOf(repository.record);
  const html = github.present.htmlOf(repository.record);
  const place = entry.path.split('/').map(encodeURIComponent).join('/');
  const url = `${api}/contents/${place}?ref=${encodeURIComponent(ref)}`;
  // A submodule is called a file in listings: GitHub keeps that for old clients.
  const type = entry.type === 'tree' ? 'dir' : entry.mode === '120000' ? 'symlink' : 'file';
  const gitUrl = `${api}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  const htmlUrl = `${html}/${entry.type === 'tree' ? 'tree' : 'blob'}/${encodeURIComponent(ref)}/${place}`;
  return {
    type, size: entry.size ?? 0, name: posix.basename(entry.path), path: entry.path, sha: entry.sha, url, git_url: gitUrl, html_url: htmlUrl,
    download_url: type === 'file' ? `${html}/raw/${encodeURIComponent(ref)}/${place}` : null, _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}
