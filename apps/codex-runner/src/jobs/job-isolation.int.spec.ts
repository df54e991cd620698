import { createServer, type Server } from 'node:net';
import { randomUUID } from 'node:crypto';
import { until } from '../../../../tools/stack/until';
import { dockerObstacle } from '../../../../tools/images/docker-obstacle';
import { DockerBench } from './docker-bench.fixture';
import { jobName } from './job';

const reason = dockerObstacle();
if (reason) console.warn(`The isolation of jobs is not tested: ${reason}`);

/** Tries to connect to each `host:port`, and to resolve a name; prints what came of it, one to a line. */
const probe = `
const net = require('net'), dns = require('dns');
const connect = (target) => new Promise((done) => {
  const at = target.lastIndexOf(':');
  const socket = net.connect({ host: target.slice(0, at), port: Number(target.slice(at + 1)), timeout: 2000 });
  const end = (what) => { socket.destroy(); done(target + ' ' + what); };
  socket.on('connect', () => end('OPEN')).on('error', () => end('closed')).on('timeout', () => end('closed'));
});
const resolve = (name) => new Promise((done) => dns.lookup(name, (error) => done(name + (error ? ' closed' : ' OPEN'))));
(async () => { for (const line of await Promise.all([...process.argv.slice(1).map(connect), resolve('example.com')])) console.log(line); })();
`;
/** An answer through the proxy of the environment, without any help by a library. */
const fetchThroughProxy = `
const http = require('http'), proxy = new URL(process.env.HTTP_PROXY);
http.get({ host: proxy.hostname, port: proxy.port, path: process.argv[1], headers: { host: new URL(process.argv[1]).host } }, (answer) => {
  let text = ''; answer.on('data', (piece) => { text += piece; }).on('end', () => console.log(answer.statusCode, text.slice(0, 40)));
}).on('error', (error) => console.log('error', error.code));
`;

(reason ? describe.skip : describe)('a job', () => {
  let bench: DockerBench;
  let machine: Server;
  let port: number;
  beforeAll(async () => {
    bench = await DockerBench.open();
    machine = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello')).listen(0, bench.docker.hostAddress);
    await new Promise((resolve) => machine.once('listening', resolve));
    port = (machine.address() as { port: number }).port;
  }, 120_000);
  afterAll(async () => {
    machine?.close();
    await bench?.close();
  }, 120_000);

  it('is nobody, may write only to its workspace and a small /tmp, and has no rights', async () => {
    const { text } = await bench.run(bench.spec([
      'id -u', 'for path in / /usr /etc /opt/specline /workspace /tmp; do touch $path/x 2>/dev/null && echo "writes $path"; done',
      'while read -r line; do case "$line" in CapEff* | CapBnd* | CapPrm* | NoNewPrivs*) echo $line;; esac; done < /proc/self/status',
      'cat > /tmp/run <<< "echo ran"; chmod +x /tmp/run; /tmp/run 2>/dev/null || echo "no program runs from /tmp"', '[ -e /var/run/docker.sock ] || echo "no socket"',
    ].join('\n')));
    expect(text.split('\n')).toEqual([
      '10001', 'writes /workspace', 'writes /tmp', 'CapPrm: 0000000000000000', 'CapEff: 0000000000000000', 'CapBnd: 0000000000000000', 'NoNewPrivs: 1', 'no program runs from /tmp', 'no socket',
    ]);
  });

  it('has its secret in its own environment, and nobody else has it', async () => {
    const secret = `canary-${randomUUID()}`;
    const spec = bench.spec('echo ${AGENT_KEY:+has it}; until [ -e done ]; do sleep 0.1; done', { environment: { AGENT_KEY: secret }, egress: ['example.org'] });
    const lines: string[] = [];
    const other = bench.spec('env; for file in /proc/[0-9]*/environ; do cat $file; done');
    const running = bench.containers().run(spec, { signal: new AbortController().signal, onOutput: ({ line }) => { lines.push(line); void look(); } });
    let inspected = '';
    const look = async (): Promise<void> => {
      const ids = (await bench.docker.run(['ps', '--all', '--quiet'])).split('\n');
      inspected = await bench.docker.run(['inspect', ...ids]);
      const elsewhere = await bench.run(other);
      inspected += `\n=====${await bench.docker.run(['image', 'inspect', bench.image])}${elsewhere.text}${await bench.docker.run(['volume', 'ls', '--format', '{{json .}}'])}`;
      await bench.docker.run(['exec', jobName(spec), 'touch', '/workspace/done']);
    };
    expect((await running).exitCode).toBe(0);
    expect(lines).toEqual(['has it']);
    const [containers = '', rest = ''] = inspected.split('\n=====');
    const holders = (JSON.parse(containers) as { Name: string }[]).filter((one) => JSON.stringify(one).includes(secret));
    expect(holders.map(({ Name }) => Name)).toEqual([`/${jobName(spec)}`]);
    expect(JSON.stringify(holders.map((one) => ({ ...one, Config: undefined })))).not.toContain(secret);
    expect(rest).not.toContain(secret);
    await bench.containers().removeOf(spec.runId);
    expect(await bench.docker.run(['inspect', ...(await bench.docker.run(['ps', '--all', '--quiet'])).split('\n').filter(Boolean), bench.image])).not.toContain(secret);
  });

  // Sorted behind the run's own network: the way out does not hang on names.
  it.each(['bridge', 'zz-outside'])('reaches the hosts on its list through the proxy and %s, and the failure can name those that were refused', async (network) => {
    if (network !== 'bridge') await bench.docker.run(['network', 'create', network]);
    const allowed = `${bench.docker.hostAddress}:${port}!private`;
    const ask = (url: string): string => `node -e "$FETCH" ${url}`;
    const { end, text } = await bench.run(bench.spec([
      ask(`http://${bench.docker.hostAddress}:${port}/`), ask('http://169.254.169.254/latest/meta-data/'), ask(`http://${bench.docker.hostAddress}:1/`),
    ].join('\n'), { egress: [allowed], environment: { FETCH: fetchThroughProxy } }), bench.containers({ network }));
    expect(text.split('\n')).toEqual(['200 hello', expect.stringMatching(/^403 /), expect.stringMatching(/^403 /)]);
    expect(end.refusedHosts).toEqual(['169.254.169.254:80', `${bench.docker.hostAddress}:1`]);
  });

  it('reaches nothing by itself: neither the machine, nor its services, nor metadata, nor names, nor another run', async () => {
    // Listens on all addresses of the machine, as a NATS or a PostgreSQL might.
    const service = await bench.docker.run(['run', '--detach', '--network', 'host', bench.image, 'node', '-e', 'for (const port of [4222, 5432]) require("net").createServer((socket) => socket.on("error", () => undefined).end()).listen(port, "0.0.0.0")']);
    const neighbour = bench.spec('node -e "$LISTEN" & echo up; until [ -e done ]; do sleep 0.1; done; kill %1', { egress: ['example.org'], environment: { LISTEN: 'require("net").createServer().listen(4444, "0.0.0.0")' } });
    const addresses: string[] = [];
    const neighbouring = bench.containers().run(neighbour, { signal: new AbortController().signal, onOutput: () => addresses.push('up') });
    try {
      await until('the neighbour is up', () => addresses.length > 0 || undefined, 30_000);
      const gateways = (await bench.docker.run(['network', 'ls', '--quiet', '--filter', 'driver=bridge'])).split('\n');
      const subnets = JSON.parse(await bench.docker.run(['network', 'inspect', ...gateways])) as { IPAM: { Config: { Subnet: string; Gateway?: string }[] } }[];
      const known = subnets.flatMap(({ IPAM }) => IPAM.Config.flatMap(({ Subnet, Gateway }) => [Gateway, ...[1, 2, 3].map((host) => Subnet.replace(/\.0\/\d+$/, `.${host}`))])).filter((one) => one !== undefined);
      const hosts = [...new Set([...known, bench.docker.hostAddress])];
      // The test can fail: the machine itself sees the services at these addresses.
      expect(await bench.docker.run(['run', '--rm', bench.image, 'node', '-e', probe, `${subnets[0]!.IPAM.Config[0]!.Gateway ?? '172.17.0.1'}:4222`, `${bench.docker.hostAddress}:${port}`])).toMatch(/:4222 OPEN\n.* OPEN/);
      const targets = [...hosts.flatMap((host) => [`${host}:4222`, `${host}:5432`, `${host}:4444`, `${host}:22`, `${host}:2375`]), `${bench.docker.hostAddress}:${port}`, '169.254.169.254:80', '[fe80::1]:4222', '198.51.100.53:53', '1.1.1.1:53', '1.1.1.1:443'];
      const { text } = await bench.run(bench.spec(`node -e "$PROBE" ${targets.map((target) => `'${target}'`).join(' ')}`, { egress: ['example.org'], environment: { PROBE: probe } }));
      expect(text.split('\n')).toHaveLength(targets.length + 1);
      expect(text.split('\n').filter((line) => !line.endsWith(' closed'))).toEqual([]);
      const closed = await bench.run(bench.spec(`node -e "$PROBE" ${targets.map((target) => `'${target}'`).join(' ')}`, { environment: { PROBE: probe } }));
      expect(closed.text.split('\n').filter((line) => !line.endsWith(' closed'))).toEqual([]);
    } finally {
      await bench.docker.run(['exec', jobName(neighbour), 'touch', '/workspace/done']);
      await neighbouring;
      await bench.docker.run(['rm', '--force', service]);
    }
  });

  it('cannot lead its files astray: a link of an agent is replaced, and none is followed out', async () => {
    const spec = bench.spec('ln -s /etc in; mkdir -p out; ln -s /etc/passwd out/result.json; ln -s /proc/self/environ out/other');
    await bench.run(spec);
    expect(await bench.containers().readFile(spec, 'out/result.json', 10_000)).toBeUndefined();
    expect(await bench.containers().readFile(spec, 'out/other', 10_000)).toBeUndefined();
    const next = await bench.run({ ...spec, stage: 'plan', command: ['bash', '-c', '[ -L in ] || echo "a folder"; cat in/prompt; [ -e /etc/prompt ] || echo "nothing in /etc"'], files: [{ path: 'in/prompt', content: Buffer.from('text\n') }] });
    expect(next.text.split('\n')).toEqual(['a folder', 'text', 'nothing in /etc']);
  });
});
