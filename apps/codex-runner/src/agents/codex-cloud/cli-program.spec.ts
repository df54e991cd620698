import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { codexEnvironment, codexHome } from './cli-environment';
import { codexProgram } from './cli-program';

describe('the Codex CLI', () => {
  it('is the configured one when there is one', () => {
    expect(codexProgram('/opt/codex')).toEqual({ file: '/opt/codex', leadingArgs: [] });
    expect(codexProgram('bin/codex')).toEqual({ file: resolve('bin/codex'), leadingArgs: [] });
    expect(codexProgram('codex-beta')).toEqual({ file: 'codex-beta', leadingArgs: [] });
  });

  it('is otherwise the one this package depends on', () => {
    const { file, leadingArgs } = codexProgram();
    expect(file).toBe(process.execPath);
    expect(leadingArgs[0]).toMatch(/@openai\/codex\/.*\.js$/);
    expect(existsSync(leadingArgs[0]!)).toBe(true);
  });
});

describe('its environment', () => {
  it('holds what it needs to find its login and the network, and no other secret', () => {
    const passed = { HOME: '/home/x', PATH: '/bin', CODEX_HOME: '/c', CODEX_ACCESS_TOKEN: 'at-1', CODEX_CA_CERTIFICATE: '/ca', SSL_CERT_FILE: '/s', HTTPS_PROXY: 'p', HTTP_PROXY: 'p', NO_PROXY: 'n', https_proxy: 'p', http_proxy: 'p', no_proxy: 'n' };
    const kept = { GH_TOKEN: 't', GITHUB_TOKEN: 't', GITHUB_READ_TOKEN: 't', GITHUB_APP_PRIVATE_KEY: 't', CODEX_API_KEY: 't', OPENAI_API_KEY: 't', DATABASE_URL: 't', NATS_CREDS: 't', NODE_OPTIONS: 't', CODEX_CLOUD_TASKS_MODE: 'mock', CODEX_STARTING_DIFF: 'd', RUST_LOG: 'trace' };
    expect(codexEnvironment({ ...passed, ...kept, LANG: '', TMPDIR: undefined })).toEqual(passed);
  });

  it('says where the login is kept', () => {
    expect(codexHome({ CODEX_HOME: '/c', HOME: '/home/x' })).toBe('/c');
    expect(codexHome({ HOME: '/home/x' })).toBe('/home/x/.codex');
  });
});
