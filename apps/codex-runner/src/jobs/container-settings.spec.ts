import { jobContainer, meterContainer, proxyContainer, type Surroundings } from './container-settings';
import type { JobSpec } from './job';

const surroundings: Surroundings = { installation: 'here', image: 'sha256:1', outside: 'bridge', limits: { memoryBytes: 1024 ** 3, cpus: 0.5, processes: 99, diskBytes: 5 } };
const spec: JobSpec = { runId: 'r', stage: 'plan', attempt: 2, role: 'phase', command: ['/opt/specline/phase'], environment: { KEY: 'secret' }, files: [], egress: ['example.org'], timeLimitSeconds: 60 };

describe('what the engine is told to make', () => {
  it.each([['job', jobContainer(spec, surroundings)], ['proxy', proxyContainer(spec, surroundings)], ['meter', meterContainer(spec, surroundings)]])('of the %s: no bind, no device, no right, no own namespace given up, and limits', (_, { HostConfig = {}, Image }) => {
    expect(HostConfig).toMatchObject({ Privileged: false, ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], IpcMode: 'private', AutoRemove: false });
    expect(Object.keys(HostConfig).filter((name) => /Binds|Devices|PidMode|UsernsMode|VolumesFrom|GroupAdd|PortBindings/.test(name))).toEqual([]);
    expect([HostConfig.MemorySwap, Image]).toEqual([HostConfig.Memory, 'sha256:1']);
    expect(Math.min(HostConfig.Memory!, HostConfig.NanoCpus!, HostConfig.PidsLimit!)).toBeGreaterThan(0);
  });

  it('is the same for every job but for its name, command, environment and labels', () => {
    const hostile = { ...spec, HostConfig: { Privileged: true, Binds: ['/:/host'] }, Image: 'evil', image: 'evil', User: '0:0', NetworkMode: 'host', egress: ['evil.example'], environment: { SPECLINE_EGRESS_ALLOW: '*', HostConfig: 'x' }, command: ['--privileged'] } as JobSpec;
    const settingsOf = ({ name: _, Cmd: __, Env: ___, Labels: ____, ...settings }: ReturnType<typeof jobContainer>) => settings;
    expect(settingsOf(jobContainer(hostile, surroundings))).toEqual(settingsOf(jobContainer(spec, surroundings)));
    expect(jobContainer({ ...spec, egress: [] }, surroundings).HostConfig?.NetworkMode).toBe('none');
  });

  it('gives the secret to the job alone, in its environment alone', () => {
    const { Env, ...rest } = jobContainer(spec, surroundings);
    expect(Env).toContain('KEY=secret');
    expect(JSON.stringify([rest, proxyContainer(spec, surroundings), meterContainer(spec, surroundings)])).not.toContain('secret');
  });
});
