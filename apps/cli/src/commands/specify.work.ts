// Starts the run that writes a specification from a text, or asks what it would be.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CliError } from '../cli-error';
import { exitCodes, type ExitCode } from '../exit-codes';
import type { Session } from '../session';
import { writingPreviewPage } from '../runs/writing-preview-page';
import { previewOf, requestOf, start, type RunOptions } from './run.work';

export type SpecifyOptions = Omit<RunOptions, 'attempts'> & { feature?: string };

export interface SpecifyWish extends SpecifyOptions { repository: string; file: string }

export function specify(session: Session, { file, ...wish }: SpecifyWish): Promise<ExitCode> {
  const body = { ...requestOf(wish), workflow: 'specify' as const, specifyText: textIn(file, session.surroundings.directory) };
  return wish.preview ? previewOf(session, body, writingPreviewPage) : start(session, body, wish);
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
