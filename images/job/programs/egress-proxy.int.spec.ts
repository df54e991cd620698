import { once } from 'node:events';
import { until } from '../../../tools/stack/until';
import { EgressProxy, echoServer, httpServer } from './egress-proxy.fixture';
import { Workspace } from './workspace.fixture';

describe('the egress proxy', () => {
  const proxies: EgressProxy[] = [];
  const start = async (...parameters: Parameters<typeof EgressProxy.start>): Promise<EgressProxy> => {
    const proxy = await EgressProxy.start(...parameters);
    proxies.push(proxy);
    return proxy;
  };
  let echo: Awaited<ReturnType<typeof echoServer>>;
  let web: Awaited<ReturnType<typeof httpServer>>;
  beforeAll(async () => {
    [echo, web] = [await echoServer(), await httpServer()];
  });
  beforeEach(() => {
    echo.connections.length = 0;
    web.requests.length = 0;
  });
  afterEach(async () => {
    for (const proxy of proxies.splice(0)) await proxy.close();
  });
  afterAll(() => {
    for (const socket of echo.connections) socket.destroy();
    echo.close();
    web.close();
  });
  const both = (): string => `127.0.0.1:${echo.port}!private,127.0.0.1:${web.port}!private,localhost:${web.port}!private`;

  it('carries bytes to a listed place and back, also those that come with the request', async () => {
    const proxy = await start(both());
    const answer = await proxy.say(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\n\r\nearly`, ['', ' and bye']);
    expect(answer).toBe('HTTP/1.1 200 Connection Established\r\n\r\nearly and bye');
    expect(proxy.said()).toEqual([{ host: '127.0.0.1', port: echo.port, allowed: true }]);
    expect(proxy.lines[0]).toEqual({ at: expect.stringMatching(/^\d{4}-.*Z$/), listening: proxy.port });
  });

  it('refuses what is not listed, before any name is looked up or any connection made', async () => {
    const proxy = await start(`github.com,localhost:1!private,127.0.0.1:${echo.port}`);
    const places = ['evil.example:443', 'github.com:22', `localhost:${echo.port}`, '8.8.8.8:443', '169.254.169.254:80', `[::ffff:127.0.0.1]:${echo.port}`, `127.0.0.1:${echo.port}`];
    for (const place of places) expect(await proxy.say(`CONNECT ${place} HTTP/1.1\r\nHost: github.com\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    for (const place of places.slice(0, -1)) expect(await proxy.say(`GET http://${place}/latest/meta-data HTTP/1.1\r\nHost: github.com\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(proxy.said().slice(0, places.length)).toEqual([...places.slice(0, -1).map((place): unknown => expect.objectContaining({ port: Number(place.split(':').at(-1)), allowed: false, reason: 'not_listed' })), { host: '127.0.0.1', port: echo.port, allowed: false, reason: 'private_address' }]);
    expect(echo.connections).toEqual([]);
  });

  it('refuses a listed name that leads to a private address, unless this very host and port are marked', async () => {
    const proxy = await start(`localhost:${web.port},localhost:${echo.port}!private`);
    expect(await proxy.say(`CONNECT localhost:${web.port} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await proxy.say(`CONNECT LOCALHOST.:${echo.port} HTTP/1.1\r\n\r\nbye`)).toMatch(/200 Connection Established\r\n\r\nbye$/);
    expect(proxy.said()).toEqual([{ host: 'localhost', port: web.port, allowed: false, reason: 'private_address' }, { host: 'localhost', port: echo.port, allowed: true }]);
  });

  it.each(['github.com', 'github.com:443@evil.example:443', 'http://github.com:443', '127.1:443', '0x7f.1:443', '2130706433:443', '/', 'github.com%00:443', `${'a'.repeat(300)}:443`])('takes %s for no place', async (authority) => {
    const proxy = await start('github.com');
    expect(await proxy.say(`CONNECT ${authority} HTTP/1.1\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(proxy.said()).toEqual([{ host: authority.slice(0, 255), port: null, allowed: false, reason: 'malformed' }]);
  });

  it.each(['GET / HTTP/1.1\r\nHost: github.com', 'GET https://github.com/ HTTP/1.1\r\nHost: github.com', 'GET http://user:password@127.0.0.1/ HTTP/1.1\r\nHost: x', 'GET ftp://github.com/ HTTP/1.1\r\nHost: x', 'GET http://github.com/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade', 'nonsense', 'POST http://github.com/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked'])('answers 400 to %j', async (head) => {
    const proxy = await start('github.com,github.com:80,127.0.0.1:80');
    expect(await proxy.say(`${head}\r\n${head.includes('upgrade') ? '' : 'Connection: close\r\n'}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('sends a plain request on, without what is meant for the proxy, under the name that was judged', async () => {
    const proxy = await start(both());
    const answer = await proxy.say(`POST http://localhost:${web.port}/path?x=1 HTTP/1.1\r\nHost: 169.254.169.254\r\nProxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nX-End: 2\r\nContent-Length: 4\r\n\r\nbody`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*set-cookie: a=1\r\nset-cookie: b=2\r\n[^]*answer to POST/);
    expect(web.requests).toEqual([{ method: 'POST', url: '/path?x=1', body: 'body', headers: { host: `localhost:${web.port}`, connection: 'close', 'x-end': '2', 'content-length': '4' } }]);
  });

  it('judges every request of a connection by itself', async () => {
    const proxy = await start(both());
    const first = `GET http://127.0.0.1:${web.port}/1 HTTP/1.1\r\nHost: x\r\n\r\n`;
    const answer = await proxy.say(`${first}GET http://127.0.0.1:1/2 HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*HTTP\/1\.1 403 Forbidden/);
    expect(web.requests.map(({ url }) => url)).toEqual(['/1']);
  });

  it('follows no redirect', async () => {
    const proxy = await start(both());
    expect(await proxy.say(`GET http://127.0.0.1:${web.port}/moved HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 302 [^]*location: http:\/\/169\.254\.169\.254\//);
    expect(proxy.said()).toHaveLength(1);
  });

  it('says 502 where nobody answers, where a name leads nowhere, and to headers without end', async () => {
    const proxy = await start(`${both()},127.0.0.1:1!private,nowhere.invalid`);
    expect(await proxy.say('CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /);
    expect(await proxy.say('CONNECT nowhere.invalid:443 HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /);
    expect(await proxy.say(`GET http://127.0.0.1:${web.port}/large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 502 /);
    expect(proxy.said().slice(0, 2)).toEqual([{ host: '127.0.0.1', port: 1, allowed: true, reason: 'unreachable' }, { host: 'nowhere.invalid', port: 443, allowed: false, reason: 'unresolved' }]);
  });

  it('bounds headers, connections and the time in which nothing is said', async () => {
    const proxy = await start(both(), { SPECLINE_EGRESS_MAX_CONNECTIONS: '2', SPECLINE_EGRESS_IDLE_SECONDS: '1' });
    expect(await proxy.say(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).not.toContain('200');
    const tunnels = [proxy.connection(), proxy.connection()];
    for (const tunnel of tunnels) {
      tunnel.write(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\n\r\n`);
      await once(tunnel, 'data');
    }
    expect(await proxy.say(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\n\r\n`)).toBe('');
    await until('both are closed', () => tunnels.every((tunnel) => tunnel.resume().closed) || undefined);
    await until('the far ends are closed as well', () => echo.connections.every(({ closed }) => closed) || undefined);
    expect(await proxy.say(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\n\r\nbye`)).toContain('200');
  });

  it('closes one end when the other one goes', async () => {
    const proxy = await start(both());
    const client = proxy.connection();
    client.write(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\n\r\n`);
    await once(client, 'data');
    client.destroy();
    await until('the far end is closed', () => echo.connections[0]?.closed || undefined);
  });

  it('does not wait for headers that never come', async () => {
    const proxy = await start(both());
    expect(await proxy.say('CONNECT ')).toMatch(/^(HTTP\/1\.1 4|$)/);
  }, 60_000);

  it('outlives a client of every bad habit', async () => {
    const proxy = await start(both());
    for (let count = 0; count < 50; count += 1) {
      const client = proxy.connection();
      client.write(count % 2 ? `CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\n\r\nxxx` : `POST http://127.0.0.1:${web.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx`);
      if (count % 3) await once(client, 'connect');
      client.resetAndDestroy();
    }
    expect(await proxy.say(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\n\r\nbye`)).toContain('bye');
  });

  it('ends when it is told to, and does not begin with a list it cannot read', async () => {
    const proxy = await start('github.com');
    expect(await proxy.close()).toBe(0);
    const faulty = await start('*.example!private');
    expect(await faulty.ended).toBe(2);
    expect(JSON.parse(faulty.stderr)).toMatchObject({ program: 'egress', code: 'egress.usage', message: expect.stringContaining('*.example!private') });
  });

  it('lets a checkout through to its git host, and to no other', async () => {
    const work = await Workspace.create();
    const { host, hostname, port } = new URL(work.origin.remote.url);
    const proxy = await start(`${host}!private`);
    expect(await work.checkout({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '' })).toMatchObject({ code: 0 });
    expect(proxy.said()).toEqual(expect.arrayContaining([{ host: hostname, port: Number(port), allowed: true }]));
    const other = await start('github.com');
    work.agent('rm -rf ../base.git');
    expect(await work.checkout({ HTTP_PROXY: `http://127.0.0.1:${other.port}` })).toMatchObject({ code: 3, failure: { message: expect.stringContaining('403') } });
    await work.close();
  });
});
