// The way to the Docker Engine: where it is, and what its refusals mean to an operator.
import Docker from 'dockerode';
import { StageFailure } from '#domain';

/** As the docker client understands DOCKER_HOST: `unix://`, `tcp://` or `http(s)://`; absent, the machine's own socket. @throws Error for any other */
export function dockerEngine(dockerHost: string | undefined): Docker {
  if (!dockerHost) return new Docker({ socketPath: '/var/run/docker.sock' });
  const { protocol, pathname, hostname, port } = new URL(dockerHost);
  if (protocol === 'unix:') return new Docker({ socketPath: pathname });
  if (!['tcp:', 'http:', 'https:'].includes(protocol)) throw new Error(`DOCKER_HOST begins with ${protocol}//, which is not supported: give unix:// or tcp://.`);
  const secure = protocol === 'https:';
  return new Docker({ protocol: secure ? 'https' : 'http', host: hostname, port: port || (secure ? 2376 : 2375) });
}

/** The HTTP status of the engine's answer; undefined when it gave none. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** Undefined when what was asked for is gone. 409 is a removal that is under way already. */
export async function unlessGone<Value>(answer: Promise<Value>, gone: readonly number[] = [404]): Promise<Value | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (gone.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

/** What the engine did not do, as a failure that says what to do. A failure of ours, and an abort, stay what they are. */
export function engineFailure(error: unknown): unknown {
  if (error instanceof StageFailure || (error as Error | undefined)?.name === 'AbortError') return error;
  const status = statusOf(error);
  const message = messageOf(error);
  if (status === undefined) return isConnectionFault(error) ? unavailable(message, error) : error;
  if (status === 404 && /no such image/i.test(message)) return imageMissing(message, { cause: error });
  return new StageFailure({
    code: 'docker.refused', message: `Docker refused what a job needs: ${message}`, retryable: status >= 500,
    remediation: /address pool/i.test(message)
      ? 'Docker has no address range left for another network: remove unused networks (docker network prune), or give the daemon more with default-address-pools.'
      : 'Read the message; docs/operations.md says what job containers need of the engine.',
  }, { cause: error });
}

function unavailable(message: string, cause: unknown): StageFailure {
  return new StageFailure({
    code: 'docker.unavailable', message: `The Docker Engine does not answer: ${message}`, retryable: true,
    remediation: 'Start Docker where the codex-runner runs, give its user access to the socket, or set DOCKER_HOST.',
  }, { cause });
}

/** `retryable` where it may come back by itself, as in an update: until then readiness leaves its stages alone. */
export function imageMissing(message: string, { cause, retryable = false }: { cause?: unknown; retryable?: boolean } = {}): StageFailure {
  return new StageFailure({
    code: 'docker.image_missing', message, retryable, remediation: 'Build or pull the job image on the machine of the Docker Engine, and name it in SPEC_AUTOMATION_JOB_IMAGE.',
  }, { cause });
}

/** The next attempt has a name of its own. */
export function nameTaken(name: string): StageFailure {
  return new StageFailure({
    code: 'docker.conflict', message: `A container ${name} is there that Specline did not start.`, retryable: true,
    remediation: `See whose it is (docker inspect ${name}) and remove it (docker rm --force ${name}), then retry the run.`,
  });
}

export function messageOf(error: unknown): string {
  const said = (error as { json?: { message?: unknown } } | undefined)?.json?.message;
  if (typeof said === 'string') return said;
  return error instanceof Error ? error.message : String(error);
}

function isConnectionFault(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(ECONN|ENOENT|EACCES|EPIPE|ETIMEDOUT|EAI_|ENOTFOUND|EHOST|ENET)/.test(code);
}
