// The network of a run that leads nowhere, and the proxy in it that is the only way out.
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Container, ContainerCreateOptions } from 'dockerode';
import { meterContainer, proxyAlias, proxyContainer, type Surroundings } from './container-settings';
import { unlessGone } from './docker-engine';
import type { JobKey, JobSpec } from './job';
import { helperName, networkName, runLabels, type Installation } from './job-parts';
import { oneStream } from './log-stream';

const listeningWithinMs = 15_000;

export class JobHelpers {
  constructor(private readonly docker: Docker) {}

  /** Proxy and meter of a job run afterwards; those that run already stay. */
  async start(spec: JobSpec, surroundings: Surroundings): Promise<void> {
    const meter = this.running(meterContainer(spec, surroundings));
    const proxy = spec.egress.length > 0 ? this.startProxy(spec, surroundings) : undefined;
    const [first, second] = await Promise.allSettled([meter, proxy]);
    for (const one of [first, second]) if (one.status === 'rejected') throw one.reason;
  }

  /** Their logs stay until they are removed. */
  async stop(key: JobKey): Promise<void> {
    for (const helper of ['egress', 'meter'] as const) await this.docker.getContainer(helperName(key, helper)).kill().catch(() => undefined);
  }

  private async startProxy(spec: JobSpec, surroundings: Surroundings): Promise<void> {
    await this.ensureNetwork(spec.runId, surroundings.installation);
    const inside = this.docker.getNetwork(networkName(spec.runId));
    const container = await this.running(proxyContainer(spec, surroundings), (created) => inside.connect({ Container: created.id, EndpointConfig: { Aliases: [proxyAlias] } }));
    if (container) await this.untilListening(container);
  }

  /**
   * Internal: the engine routes nothing out of it. Without an address on the bridge (`inhibit_ipv4`) the machine itself cannot be reached either;
   * an internal network alone leaves every service open that listens on all of the machine's addresses.
   */
  private async ensureNetwork(runId: string, installation: Installation): Promise<void> {
    await unlessGone(this.docker.createNetwork({
      Name: networkName(runId), CheckDuplicate: true, Driver: 'bridge', Internal: true, EnableIPv6: false,
      Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' }, Labels: runLabels(installation, runId),
    }), [409]);
  }

  /** Starts it; undefined when it runs already. One that was started and has ended is made anew. */
  private async running(options: ContainerCreateOptions, beforeStart?: (created: Container) => Promise<unknown>): Promise<Container | undefined> {
    const existing = this.docker.getContainer(options.name!);
    const found = await unlessGone(existing.inspect());
    if (found?.State.Running) return undefined;
    if (found) await unlessGone(existing.remove({ force: true }), [404, 409]);
    const created = await this.docker.createContainer(options);
    await beforeStart?.(created);
    await created.start();
    return created;
  }

  private async untilListening(proxy: Container): Promise<void> {
    const stream = await proxy.logs({ follow: true, stdout: true, stderr: true }) as Readable;
    const patience = setTimeout(() => stream.destroy(new Error(`the egress proxy did not begin to listen within ${listeningWithinMs} ms`)), listeningWithinMs);
    let text = '';
    try {
      for await (const line of oneStream(stream)) {
        text += `${line}\n`;
        if (line.includes('"listening"')) return;
      }
      throw new Error(`the egress proxy ended at once: ${text.slice(0, 1000)}`);
    } finally {
      clearTimeout(patience);
      stream.destroy();
    }
  }
}
