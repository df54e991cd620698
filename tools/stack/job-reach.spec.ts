import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { jobReach } from './job-reach';

describe('where job containers find the sandbox', () => {
  const asked: string[] = [];
  let subnet = '127.0.0.0/8';
  const engine = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify([
      { Name: 'other', Id: '1', IPAM: { Config: [{ Subnet: '127.9.0.0/8', Gateway: '127.9.0.7' }] } }, { Name: 'bridge', Id: '2', IPAM: { Config: [{ Subnet: 'fd00:1::/64' }, { Subnet: subnet }] } }, { Name: 'none', Id: '3', IPAM: { Config: null } },
    ]));
  });
  const said: string[] = [];
  const found = (environment: NodeJS.ProcessEnv) => jobReach({ environment: { DOCKER_HOST: `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`, ...environment }, report: (line) => said.push(line) });

  beforeAll(() => once(engine.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => { engine.close(); });

  it('is not asked without a job image', async () => {
    expect(await found({})).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is the gateway of their network, told or not', async () => {
    expect(await found({ SPEC_AUTOMATION_JOB_IMAGE: 'specline/job' })).toBe('127.0.0.1');
    expect(asked).toHaveLength(1);
    expect(await found({ SPEC_AUTOMATION_JOB_IMAGE: 'specline/job', SPEC_AUTOMATION_JOB_NETWORK: 'other' })).toBe('127.9.0.7');
    expect(await found({ SPEC_AUTOMATION_JOB_IMAGE: 'specline/job', SPEC_AUTOMATION_JOB_NETWORK: 'none' })).toBeUndefined();
    expect(said.splice(0)).toEqual([expect.stringContaining('the network none of their engine')]);
  });

  it('is nowhere on this machine when the engine is elsewhere, which is said with what to do', async () => {
    subnet = '203.0.113.0/24';
    expect(await found({ SPEC_AUTOMATION_JOB_IMAGE: 'specline/job' })).toBeUndefined();
    expect(said).toEqual([expect.stringContaining('use an engine of this machine')]);
  });

  it('is nowhere without an engine, which the services say', async () => {
    expect(await found({ SPEC_AUTOMATION_JOB_IMAGE: 'specline/job', DOCKER_HOST: 'unix:///nonexistent/docker.sock' })).toBeUndefined();
    expect(said).toHaveLength(1);
  });
});
