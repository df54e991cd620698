// An agent can find what its own container was given; a patch that carries it is kept nowhere and goes no further.
import { StageFailure } from '#domain';
import { namesSecret } from '#platform';

const shortestSecret = 8;

/** @throws StageFailure `patch.secret` that names the variable, not its value */
export function requireNoSecret(patch: Uint8Array | undefined, forwarded: Readonly<Record<string, string>>): void {
  if (!patch) return;
  const bytes = Buffer.from(patch.buffer, patch.byteOffset, patch.byteLength);
  const found = Object.entries(forwarded).filter(([name, value]) => namesSecret(name) && value.length >= shortestSecret && bytes.includes(value)).map(([name]) => name);
  if (found.length === 0) return;
  throw new StageFailure({
    code: 'patch.secret', message: `The agent's change holds the value of ${found.join(', ')}; it was thrown away.`,
    remediation: `Find out from agent_events why the agent wrote it. Exchange ${found.join(', ')} at its service if you do not trust the repository, then retry the run.`,
  });
}
