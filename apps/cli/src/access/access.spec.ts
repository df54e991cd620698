import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli-error';
import { findAccess, type AccessOptions } from './access';

const token = (name: string): string => `${name}-0123456789abcdef`;

describe('where Specline is and who asks', () => {
  let home: string;
  const find = (environment: Record<string, string> = {}, options: AccessOptions = {}, directory = home) => findAccess(options, { environment, directory, home });
  const refusal = (work: () => unknown): CliError['parts'] => {
    try {
      work();
    } catch (error) {
      if (error instanceof CliError) return error.parts;
    }
    throw new Error('it was not refused');
  };
  const configure = (content: string, mode = 0o600): void => {
    const folder = join(home, '.config/specline');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), content);
    chmodSync(join(folder, 'config.json'), mode);
  };
  const file = (name: string, content: string): string => {
    writeFileSync(join(home, name), content);
    return join(home, name);
  };
  const serve = (data: string, about: string, pid = process.pid): void => {
    mkdirSync(join(home, data), { recursive: true });
    file('package.json', '{"name":"specline"}');
    file(join(data, 'stack.lock'), JSON.stringify({ pid, started: 'x', about }));
    file(join(data, 'operator-token'), `${token('stack')}\n`);
  };

  beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'specline-access-')); });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is said by options before the environment, by the environment before the file, by the file before a local stack', () => {
    serve('var/local', 'serving http://127.0.0.1:8080');
    expect(find()).toMatchObject({ url: 'http://127.0.0.1:8080', token: token('stack') });
    configure(JSON.stringify({ url: 'https://file.example', token: token('file') }));
    expect(find()).toMatchObject({ url: 'https://file.example', token: token('file') });
    const environment = { SPECLINE_URL: 'https://env.example/', SPECLINE_TOKEN: token('env') };
    expect(find(environment)).toEqual({ url: 'https://env.example', urlFrom: 'SPECLINE_URL', token: token('env'), tokenFrom: 'SPECLINE_TOKEN' });
    expect(find(environment, { url: 'https://option.example', tokenFile: file('t', token('option')) })).toMatchObject({ url: 'https://option.example', token: token('option') });
  });

  it('a token of the file or of a local stack never goes to another address', () => {
    serve('var/local', 'serving http://127.0.0.1:8080');
    configure(JSON.stringify({ url: 'https://file.example', token: token('file') }));
    expect(find({ SPECLINE_URL: 'https://elsewhere.example' }).token).toBeUndefined();
    expect(find({ SPECLINE_URL: 'https://file.example/' }).token).toBe(token('file'));
    expect(find({}, { url: 'http://127.0.0.1:8080' }).token).toBe(token('stack'));
  });

  it('a file that others may read is refused, and what it holds is not repeated', () => {
    configure(JSON.stringify({ url: 'https://file.example', token: token('file') }), 0o640);
    const { code, detail, remediation, exitCode } = refusal(() => find());
    expect([code, exitCode]).toEqual(['access.config_file', 2]);
    expect(remediation).toContain('chmod 600');
    expect(detail + remediation).not.toContain(token('file'));
  });

  it.each(['no json', '{"token": 7}', '{"urll": "https://x.example"}', '[]'])('a file that holds %s is refused', (content) => {
    configure(content);
    expect(refusal(() => find()).code).toBe('access.config_file');
  });

  it('a token may lie in a file of its own, beside the configuration or named by the environment', () => {
    configure(JSON.stringify({ url: 'https://file.example', tokenFile: 'token' }));
    file('.config/specline/token', `${token('beside')}\n`);
    expect(find().token).toBe(token('beside'));
    expect(find({ SPECLINE_TOKEN_FILE: file('t', token('named')) }).token).toBe(token('named'));
    expect(refusal(() => find({ SPECLINE_TOKEN_FILE: '/nowhere' })).code).toBe('access.token_file');
  });

  it.each(['ftp://x.example', 'https://user:secret@x.example', 'x.example', 'https://x.example/?token=secret'])('%s is no address, and is not repeated', (url) => {
    const { code, detail } = refusal(() => find({ SPECLINE_URL: url }));
    expect(code).toBe('access.url_form');
    expect(detail).not.toContain('secret');
  });

  it('what is no token is refused without showing it', () => {
    const { code, detail } = refusal(() => find({ SPECLINE_URL: 'https://x.example', SPECLINE_TOKEN: 'two words of a secret' }));
    expect(code).toBe('access.token_form');
    expect(detail).not.toContain('secret');
  });

  it('a stack is found from a directory below its checkout, also the second one of it', () => {
    serve('var/local-2', 'serving http://127.0.0.1:8081');
    mkdirSync(join(home, 'libs/domain'), { recursive: true });
    expect(find({}, {}, join(home, 'libs/domain')).url).toBe('http://127.0.0.1:8081');
  });

  it('a stack that is gone, still starts, or is on another machine is none', () => {
    serve('var/local', 'serving http://127.0.0.1:8080', 2 ** 22 + 1);
    serve('var/local-2', 'starting');
    serve('var/local-3', 'serving http://evil.example:8080');
    expect(refusal(() => find()).code).toBe('access.no_url');
  });
});
