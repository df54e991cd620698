// The world with job containers: specifications by an agent in a Docker Engine of its own, in front of the emulated GitHub.
import { sandboxedWorld } from '../sandboxed/sandboxed-world';
import type { World } from '../world';
import { JobEngine } from './job-engine';
import { quickAgent } from './quick-agent';

/** Small, since several jobs share the machine with everything else. */
const limits = { SPECLINE_JOB_MEMORY: '512MiB', SPECLINE_JOB_PROCESSES: '100', SPECLINE_JOB_CPUS: '1', SPECLINE_JOB_DISK: '256MiB' };

/** Needs root and dockerd, as `privateDockerObstacle` says. */
export async function jobsWorld(): Promise<World & { engine: JobEngine }> {
  const engine = await JobEngine.open();
  const sandboxed = sandboxedWorld();
  return {
    ...sandboxed, name: 'jobs', engine, runsPerSecond: 0.1, patience: 600_000,
    request: { workflow: 'specify', specifyText: 'A wish list, so that customers can save what they like.', agent: 'command' },
    options: {
      sandbox: { ...sandboxed.options.sandbox, jobHost: engine.docker.hostAddress },
      // An engine that is started again needs longer to be there than other servers do.
      settings: { SPEC_AUTOMATION_ALLOWED_AGENT_BACKENDS: 'codex-cloud,command', SPECLINE_RETRY_DELAYS_SECONDS: '2,5,10,20,30' },
      settingsOf: {
        'codex-runner': {
          ...limits, DOCKER_HOST: engine.docker.environment.DOCKER_HOST, SPEC_AUTOMATION_JOB_IMAGE: engine.image,
          // A host, so that agents have a network and a proxy, which have to go, too.
          SPEC_AUTOMATION_AGENT_COMMAND: quickAgent, SPEC_AUTOMATION_AGENT_COMMAND_EGRESS: 'example.org', SPECLINE_JOB_GRACE_MINUTES: '0',
        },
      },
    },
    prepare: (installation) => sandboxed.prepare(installation, []),
    effects: async () => {
      const effectsOf = await sandboxed.effects();
      // What it has of agents is told by what was seen in the engine.
      return (run) => {
        const { branches, pullRequests } = effectsOf(run);
        return { branches, pullRequests };
      };
    },
    close: async () => {
      await sandboxed.close();
      await engine.close();
    },
  };
}
