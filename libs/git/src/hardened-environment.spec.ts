import { hardenedEnvironment } from './hardened-environment';

const remote = { url: 'https://github.com/acme/web', token: 'canary' };

describe('the environment of git', () => {
  it('passes on proxies and certificates, and nothing else that was given', () => {
    const environment = hardenedEnvironment({ PATH: '/p', HTTPS_PROXY: 'http://proxy', no_proxy: 'localhost', GIT_SSL_CAINFO: '/ca', GH_TOKEN: 'canary', HOME: '/root', GIT_SSH_COMMAND: 'x', EMPTY: '' }, '/m');
    expect(environment).toMatchObject({ PATH: '/p', HTTPS_PROXY: 'http://proxy', no_proxy: 'localhost', GIT_SSL_CAINFO: '/ca', HOME: '/dev/null', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });
    expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['GH_TOKEN']));
    expect(Object.values(environment)).not.toContain('canary');
    expect(environment).not.toHaveProperty('GIT_SSH_COMMAND');
  });

  it('tells git of the certificates that OpenSSL is told of, unless git has its own', () => {
    expect(hardenedEnvironment({ SSL_CERT_FILE: '/a' }, '/m')).toMatchObject({ GIT_SSL_CAINFO: '/a' });
    expect(hardenedEnvironment({ SSL_CERT_FILE: '/a', GIT_SSL_CAINFO: '/b' }, '/m')).toMatchObject({ GIT_SSL_CAINFO: '/b' });
  });

  it('opens one transport for a call with a server, and none without', () => {
    expect(hardenedEnvironment({}, '/m', remote).GIT_ALLOW_PROTOCOL).toBe('https');
    expect(hardenedEnvironment({}, '/m', { url: 'http://127.0.0.1:1/acme/web' }).GIT_ALLOW_PROTOCOL).toBe('http');
    expect(hardenedEnvironment({}, '/m').GIT_ALLOW_PROTOCOL).toBe('none');
  });

  it('binds the token to the one repository', () => {
    expect(hardenedEnvironment({}, '/m', remote)).toMatchObject({
      GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.https://github.com/acme/web.extraHeader', GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from('x-access-token:canary').toString('base64')}`,
    });
    expect(hardenedEnvironment({}, '/m').GIT_CONFIG_COUNT).toBe('0');
  });
});
