// Names the hosts that a job was refused the way to, with how to let one through. A job says whatever it likes: the words are made harmless and kept short.
import { StageFailure, type FailureInput } from '#domain';

const mostNamed = 5;
const longestName = 100;
const unusual = /[^\w.:[\]-]/gu;
const remediation = 'If the agent needs one of these hosts, add it to SPECLINE_JOB_EGRESS of the runner (host or host:port), restart it, and retry the run.';

/** A sentence; empty when nothing was refused. Pure. */
export function refusedWords(hosts: readonly string[]): string {
  if (hosts.length === 0) return '';
  const named = hosts.slice(0, mostNamed).map(harmless).join(', ');
  return `It was refused the way to ${named}${hosts.length > mostNamed ? ` and ${hosts.length - mostNamed} more` : ''}.`;
}

/** Pure. */
export function withRefusedHosts(failure: FailureInput, hosts: readonly string[]): FailureInput {
  if (hosts.length === 0) return failure;
  return { ...failure, message: `${failure.message} ${refusedWords(hosts)}`, remediation: `${failure.remediation} ${remediation}`, details: { ...failure.details, refusedHosts: hosts.map(harmless) } };
}

/** Of an agent that ended well and fell short all the same. @throws StageFailure as `work`, `agent.*` with the hosts */
export async function namingRefusedHosts<T>(hosts: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StageFailure && error.failure.code.startsWith('agent.')) throw new StageFailure(withRefusedHosts(error.failure, hosts), { cause: error });
    throw error;
  }
}

function harmless(host: string): string {
  const plain = host.replace(unusual, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
  return plain.length > longestName ? `${plain.slice(0, longestName)}…` : plain;
}
