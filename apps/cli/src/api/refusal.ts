// An answer that is no success, as the error that ends the command.
import type { Problem } from '#contracts';
import { CliError } from '../cli-error';
import { exitCodeOfAnswer, exitCodes } from '../exit-codes';

/** @param body what came with it: `application/problem+json` from Specline, anything from what stands between */
export function refusal(status: number, body: string): CliError {
  const problem = problemIn(body);
  if (problem) {
    const { code, detail, remediation, runId } = problem;
    return new CliError({ code, detail, remediation: runId && !detail.includes(runId) ? `${remediation} The run is ${runId}.` : remediation, exitCode: exitCodeOfAnswer(status) });
  }
  return new CliError({
    code: 'connection.not_specline', detail: `Something answered ${status} that is not Specline.`, exitCode: exitCodes.unreachable,
    remediation: 'Check the address (--url, SPECLINE_URL, configuration file), and whether a proxy stands between.',
  });
}

function problemIn(body: string): Problem | undefined {
  try {
    const problem = JSON.parse(body) as Partial<Problem> | null;
    return typeof problem?.code === 'string' && typeof problem.detail === 'string' && typeof problem.remediation === 'string' ? problem as Problem : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing answered. `cause` is what the operating system or the TLS library says. */
export function noAnswer(url: string, error: unknown): CliError {
  return new CliError({
    code: 'connection.failed', detail: `${url} does not answer: ${reasonOf(error)}.`, exitCode: exitCodes.unreachable,
    remediation: 'Check that Specline runs there, and the address (--url, SPECLINE_URL, configuration file).',
  }, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (error.name === 'TimeoutError') return 'it took too long';
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message || code || error.name;
}
