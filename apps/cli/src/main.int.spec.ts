// The command line against a server that answers what a test wants: exit codes, clean output, no secret anywhere.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRunSchema, drainRequestSchema, releaseBrakesSchema, type HeldBrake, type RunView } from '#contracts';
import { evolve, viewOf } from '#domain';
import { requested, runId } from '../../../libs/contracts/fixtures/sample-facts';
import { exitCodes } from './exit-codes';
import { main } from './main';
import { moment } from './output/moments';
import { recorded } from './surroundings.fixture';

const token = 'a-very-secret-token-0123456789';
const run: RunView = viewOf(evolve(undefined, { sequence: 1, fact: requested() }), { tasks: true, artifacts: true });
const heldBrake: HeldBrake = { code: 'brake.allowance_used', repository: 'acme/web', featureKey: '004-wish', message: 'Enough for today.', remediation: 'Wait.', count: 1, limit: 1, since: '2026-01-01T00:00:00.000Z', until: null };
const problem = (status: number, code: string) => ({ status, type: 'application/problem+json', body: JSON.stringify({ type: 'x', title: 'x', status, code, detail: `Because of ${code}.`, remediation: 'Do this.' }) });
const json = (body: unknown) => ({ status: 200, type: 'application/json', body: JSON.stringify(body) });

describe('specline', () => {
  let server: Server;
  let asked: (IncomingMessage & { said: string })[];
  let answer: (request: IncomingMessage) => { status: number; type: string; body: string | Buffer };
  const environment = () => ({ SPECLINE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, SPECLINE_TOKEN: token });

  async function type(line: string, given: Record<string, string> = environment(), terminal = {}) {
    const surroundings = recorded(given, terminal);
    const code = await main(line.split(' ').filter(Boolean), surroundings);
    expect(surroundings.said() + surroundings.noticed()).not.toContain(token);
    return { code, said: surroundings.said(), noticed: surroundings.noticed() };
  }

  beforeEach(async () => {
    asked = [];
    answer = () => json({ items: [run], nextCursor: null });
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
        asked.push(Object.assign(request, { said: Buffer.concat(pieces).toString() }));
        const { status, type: contentType, body } = answer(request);
        response.writeHead(status, { 'content-type': contentType }).end(body);
      });
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  });
  afterEach(() => { server.closeAllConnections(); server.close(); });

  it.each(['frob', 'run', 'runs --limit 0', 'runs --limit many', 'runs --status odd', 'show', 'show x', 'run a/b --preview --watch', 'retry 01990000 --restart --task t', 'runs --frob', 'completion tcsh', 'run a/b c d', 'logs last --offset -1', 'specify a/b', 'specify a/b /no/such/text', 'specify a/b /dev/null', 'specify a/b text.md --preview --watch'])(
    'says what is wrong with "%s", asks nothing, and ends with 2', async (line) => {
      const { code, said, noticed } = await type(line);
      expect([code, said]).toEqual([exitCodes.usage, '']);
      expect(noticed).not.toBe('');
      expect(asked).toEqual([]);
    },
  );

  it('sends the text of a specification as it stands in its file', async () => {
    answer = () => json(run);
    const file = join(mkdtempSync(join(tmpdir(), 'specline-text-')), 'wish.md');
    writeFileSync(file, '# Wish list\n\nCustomers save products.\n');
    expect((await type(`specify acme/web ${file} --agent codex-exec --dry-run --json`)).code).toBe(exitCodes.done);
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /api/workflows/speckit/runs']);
    expect(createRunSchema.parse(JSON.parse(asked[0]!.said))).toMatchObject({ repository: 'acme/web', workflow: 'specify', specifyText: '# Wish list\n\nCustomers save products.\n', agent: 'codex-exec', dryRun: true });
    rmSync(dirname(file), { recursive: true });
  });

  it('asks for brakes, releases them and drains, and says what came of it', async () => {
    answer = () => json({ draining: null, items: [heldBrake], releases: [], limits: { noProgress: 3, allowance: 1, failures: 3, unreviewed: 5 }, unknown: [] });
    expect((await type('brakes')).said).toBe('acme/web 004-wish: brake.allowance_used: Enough for today. Wait.\n');
    answer = () => json({ released: [{ ...heldBrake, by: 'ada', at: heldBrake.since, reason: 'merged' }] });
    expect((await type('brakes release --repository acme/web --feature 004-wish --reason merged')).said).toBe('brake.allowance_used is released: acme/web 004-wish\n');
    answer = () => json({ draining: { by: 'ada', at: heldBrake.since, reason: 'upgrade' } });
    expect((await type('drain on --reason upgrade')).said).toBe('Nothing is started from now on.\n');
    answer = () => json({ draining: null });
    expect((await type('drain off')).said).toBe('Runs are started again.\n');
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /api/workflows/speckit/brakes', 'POST /api/workflows/speckit/brakes/release', 'PUT /api/workflows/speckit/drain', 'DELETE /api/workflows/speckit/drain']);
    expect(releaseBrakesSchema.parse(JSON.parse(asked[1]!.said))).toEqual({ repository: 'acme/web', featureKey: '004-wish', reason: 'merged' });
    expect(drainRequestSchema.parse(JSON.parse(asked[2]!.said))).toEqual({ reason: 'upgrade' });
    expect((await type('drain on')).code).toBe(exitCodes.usage);
  });

  it('shows where and how a specification would be written, and starts nothing', async () => {
    const execution = { selectedSkill: 'speckit', executionPath: 'skill', usedSkills: true, usedFallback: false, shadowModeRequested: false };
    const preview = {
      workflow: 'specify', repository: 'acme/web', featureKey: '004-wish', featureDirectory: 'specs/004-wish', baseBranch: 'main', baseSha: 'abcdef0123456789', branchName: 'specline/004-wish/spec', agent: 'codex-exec',
      executions: { specify: execution }, prompts: { specify: 'Write \u001b[31mit.\n' }, chain: ['prepare', 'specify'], effects: ['push one commit'], running: null, brakes: [heldBrake],
    };
    answer = () => json(preview);
    const folder = mkdtempSync(join(tmpdir(), 'specline-text-'));
    writeFileSync(join(folder, 'wish.md'), 'Wish.\n');
    const { code, said } = await type(`specify acme/web ${join(folder, 'wish.md')} --preview`);
    expect([code, asked.map(({ method, url }) => `${method} ${url}`)]).toEqual([exitCodes.done, ['POST /api/workflows/speckit/runs/preview']]);
    expect(createRunSchema.parse(JSON.parse(asked[0]!.said))).toMatchObject({ workflow: 'specify', specifyText: 'Wish.\n' });
    expect(said).toMatch(/directory +specs\/004-wish\nbase +main at abcdef012345\nbranch +specline\/004-wish\/spec\nagent +codex-exec[^]*prompt of specify +[^\n]*speckit[^]*Held by\n  acme\/web 004-wish: brake.allowance_used: Enough for today. Wait.[^]*push one commit[^]*Prompt of specify\n  Write [^\u001b]*it\./);
    answer = () => json({ ...preview, baseSha: null });
    expect((await type(`specify acme/web ${join(folder, 'wish.md')} --preview`)).said).toContain('with the number that is free');
    rmSync(folder, { recursive: true });
  });

  it.each([[409, 'run.in_progress', 1], [422, 'feature.ambiguous', 1], [400, 'request.invalid', 2], [401, 'auth.required', 3], [403, 'auth.role', 3], [503, 'bus.unavailable', 3], [404, 'run.unknown', 4], [410, 'artifact.gone', 4]])(
    'shows an answer of %d as code, detail and remediation on standard error, and ends as documented', async (status, name, exitCode) => {
      answer = () => problem(status, name);
      const { code, said, noticed } = await type(`cancel ${runId} --json`);
      expect([code, said]).toEqual([exitCode, '']);
      expect(noticed).toBe(`${name}: Because of ${name}.\nDo this.\n`);
    },
  );

  it('ends with 3 when nobody answers, and when something else does', async () => {
    const nobody = await type('runs', { SPECLINE_URL: 'http://127.0.0.1:1', SPECLINE_TOKEN: token });
    expect([nobody.code, nobody.said]).toEqual([exitCodes.unreachable, '']);
    answer = () => ({ status: 502, type: 'text/html', body: '<html>' });
    expect(await type('runs')).toMatchObject({ code: exitCodes.unreachable, noticed: expect.stringContaining('connection.not_specline') });
    answer = () => ({ status: 302, type: 'text/html', body: '' });
    expect((await type('runs')).code).toBe(exitCodes.unreachable);
  });

  it('ends with 2 when it does not know where Specline is or who asks', async () => {
    expect(await type('runs', {})).toMatchObject({ code: exitCodes.usage, noticed: expect.stringContaining('access.no_url') });
    expect(await type('runs', { SPECLINE_URL: environment().SPECLINE_URL })).toMatchObject({ code: exitCodes.usage, noticed: expect.stringContaining('access.no_token') });
    expect(asked).toEqual([]);
  });

  it('sends the token in a header and nowhere else', async () => {
    await type('runs --search x');
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(asked[0]?.url).toBe('/api/workflows/speckit/runs?q=x&limit=20');
  });

  it('prints what the API said and nothing else with --json', async () => {
    expect(JSON.parse((await type('runs --json')).said)).toEqual({ items: [run], nextCursor: null });
    answer = () => json(run);
    expect(JSON.parse((await type(`show ${runId} --json`)).said)).toEqual(run);
    expect(JSON.parse((await type('run acme/web 003-cart --dry-run --json')).said)).toEqual(run);
    expect(asked.at(-1)).toMatchObject({ method: 'POST', said: '{"repository":"acme/web","featureKey":"003-cart","dryRun":true}' });
  });

  it('pins one artifact by its kind, or all of a run, and says how long each is kept', async () => {
    const patch = { id: '036b0797-8dd5-591f-b060-119d07f449ac', artifactType: 'codex_patch', path: `${runId}/apply-1-codex_patch.patch`, pinned: true, pin: { by: 'ada', at: '2026-01-01T00:00:00.000Z' }, expiresAt: null };
    const prompt = { ...patch, id: '0f6b0797-8dd5-591f-b060-119d07f449ad', artifactType: 'codex_prompt', path: `${runId}/submit-1-codex_prompt.txt`, pinned: false, pin: undefined, tombstone: { removedAt: '2026-03-01T12:00:00.000Z' } };
    answer = ({ url }) => json(url?.endsWith(`${patch.id}/pin`) ? patch : { runId, artifacts: [prompt, patch] });
    expect(await type(`pin ${runId} codex_patch`)).toMatchObject({ code: exitCodes.done, said: `${patch.path}: pinned by ada\n` });
    expect((await type(`unpin ${runId}`)).said).toBe(`${prompt.path}: removed on ${moment('2026-03-01T12:00:00.000Z')}\n${patch.path}: pinned by ada\n`);
    expect(asked.map(({ method, url, said }) => [method, url?.slice('/api/workflows/speckit/runs/'.length), said])).toEqual([
      ['GET', `${runId}/artifacts`, ''], ['PUT', `${runId}/artifacts/${patch.id}/pin`, ''], ['DELETE', `${runId}/pin`, ''],
    ]);
    expect(JSON.parse((await type(`pin ${runId} 036b --json`)).said)).toMatchObject({ id: patch.id, pinned: true });
    expect(await type(`pin ${runId} codex_logs`)).toMatchObject({ code: exitCodes.unknown, said: '', noticed: expect.stringContaining('artifact.unknown') });
  });

  it('sends an idempotency key along', async () => {
    answer = () => json(run);
    await type('run acme/web --idempotency-key k1');
    expect(asked[0]?.headers['idempotency-key']).toBe('k1');
  });

  it('shows a list of nothing as nothing', async () => {
    answer = () => json({ items: [], nextCursor: null });
    expect(await type('runs')).toEqual({ code: exitCodes.done, said: '', noticed: 'There are no such runs.\n' });
  });

  it('lets no text of others at the terminal, and colours only a terminal', async () => {
    const evil = { ...run, featureKey: '003\u001b[2Jcart\u0007' };
    answer = () => json({ items: [evil], nextCursor: null });
    const { said } = await type('runs');
    expect(said).toContain('003\\x1b[2Jcart\\x07');
     
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect((await type('runs', environment(), { isTTY: true, columns: 200 })).said).toContain('\u001b[');
    expect((await type('runs', { ...environment(), NO_COLOR: '1' }, { isTTY: true, columns: 200 })).said).not.toContain('\u001b[');
  });

  it('gives a patch byte for byte to a program, and harmless to a person', async () => {
    const bytes = Buffer.from('diff --git a/x b/x\r\n+\u001b[2J\u00e9\n');
    const patch = { id: '036b0797-8dd5-591f-b060-119d07f449ac', artifactType: 'applied_patch', stage: 'apply', attempt: 1 };
    answer = ({ url }) => (url?.endsWith('/content') ? { status: 200, type: 'text/x-diff', body: bytes } : json({ ...run, artifacts: [patch] }));
    expect((await type(`diff ${runId}`)).said).toBe(bytes.toString());
    expect((await type(`diff ${runId}`, environment(), { isTTY: true })).said).toContain('+\\x1b[2J');
    answer = () => json(run);
    expect(await type(`diff ${runId}`)).toMatchObject({ code: exitCodes.unknown, noticed: expect.stringContaining('patch.none') });
  });

  it('prints help and version with 0, help also when nothing was said', async () => {
    for (const line of ['--help', '', 'run --help', '--version']) expect(await type(line)).toMatchObject({ code: exitCodes.done, noticed: '' });
    expect((await type('--version')).said).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
