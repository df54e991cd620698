// Starts the run that writes a specification from a text.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError } from '../cli-error';
import { exitCodes, type ExitCode } from '../exit-codes';
import type { Session } from '../session';
import { requestOf, start, type RunOptions } from './run.work';

export type SpecifyOptions = Omit<RunOptions, 'attempts' | 'preview'> & { feature?: string };

export interface SpecifyWish extends SpecifyOptions { repository: string; file: string }

export function specify(session: Session, { file, ...wish }: SpecifyWish): Promise<ExitCode> {
  return start(session, { ...requestOf(wish), workflow: 'specify', specifyText: textIn(file, session.surroundings.directory) }, wish);
}

function textIn(file: string, directory: string): string {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : resolve(directory, file), 'utf8');
  } catch (cause) {
    throw new CliError({ code: 'text.unreadable', detail: `The text cannot be read: ${(cause as Error).message}.`, remediation: 'Name a file that you may read, or - for standard input.', exitCode: exitCodes.usage }, { cause });
  }
  if (text.trim() !== '') return text;
  throw new CliError({ code: 'text.empty', detail: 'The text is empty.', remediation: 'Write what is wanted and why, in a few sentences or more.', exitCode: exitCodes.usage });
}
