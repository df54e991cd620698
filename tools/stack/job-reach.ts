// Where the containers of the engine find this machine, so that agents in them reach the sandbox.
import { once } from 'node:events';
import { createServer, isIPv4 } from 'node:net';
import { dockerEngine } from '../../apps/codex-runner/src/jobs/docker-engine';

export interface JobReach { environment: NodeJS.ProcessEnv; report: (line: string) => void }

const engineAnswersWithinMs = 5000;

/** This machine's address in the network that jobs have their way out by; undefined without a job image or an engine, which the services say themselves. */
export async function jobReach({ environment, report }: JobReach): Promise<string | undefined> {
  if (!environment.SPEC_AUTOMATION_JOB_IMAGE) return undefined;
  const network = environment.SPEC_AUTOMATION_JOB_NETWORK || 'bridge';
  const networks = await dockerEngine(environment.DOCKER_HOST).listNetworks({ abortSignal: AbortSignal.timeout(engineAnswersWithinMs) }).catch(() => undefined);
  if (!networks) return undefined;
  const gateway = gatewayIn(networks.find(({ Name, Id }) => [Name, Id].includes(network))?.IPAM?.Config ?? []);
  if (gateway !== undefined && await isHere(gateway)) return gateway;
  report(`Job containers do not reach this sandbox: the network ${network} of their engine is not on this machine. Phases in the emulated Codex Cloud work; for specifications use an engine of this machine.`);
  return undefined;
}

/** Some engines tell the gateway of their own network only from their second start on: it is the first address, unless they tell another. */
function gatewayIn(ranges: readonly { Subnet?: string; Gateway?: string }[]): string | undefined {
  const addresses = ranges.map(({ Subnet, Gateway }) => Gateway || Subnet?.replace(/(\d+)\/\d+$/, (_, last: string) => String(Number(last) + 1)));
  return addresses.find((address) => address !== undefined && isIPv4(address));
}

/** The list of a machine's interfaces leaves out bridges that have no container yet. */
async function isHere(address: string): Promise<boolean> {
  const server = createServer().listen(0, address);
  return once(server, 'listening').then(() => true, () => false).finally(() => server.close());
}
