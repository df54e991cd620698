// The picture of a run that is drawn again and again in a terminal: its stages, how long each took, what is being done now.
import type { Run, Task } from '#contracts';
import { summariseTasks } from '#domain';
import { durationBetween, timeOfDay } from '../output/moments';
import { oneLine } from '../output/shown-text';
import { statusPaint, statusSign } from '../output/status-paint';
import { cutText } from '../output/table';
import type { Colors } from '../output/terminal';

export interface PictureForm { now: Date; columns: number; colors: Colors }

/** The texts in the run are harmless already. */
export function runPicture(run: Run, form: PictureForm): string {
  const { colors, columns, now } = form;
  const lasts = durationBetween(run.createdAt, run.finishedAt, now);
  const title = cutText(`${run.featureKey} in ${run.repository}`, columns - run.status.length - lasts.length - 6);
  const phase = run.specPhase ? cutText(oneLine(run.specPhase.title), columns) : 'looking for the next phase';
  return [
    `${colors.bold(title)} · ${statusPaint(run.status, colors)(run.status)} · ${lasts}`,
    colors.dim(phase),
    '',
    ...stageLines(run, form),
    '',
    colors.dim(run.id),
  ].join('\n');
}

function stageLines(run: Run, { now, columns, colors }: PictureForm): string[] {
  const stages = summariseTasks(run).map(({ taskName, status, attempt }) => {
    const task = run.tasks.find((one) => one.taskName === taskName && one.attempt === attempt);
    return { name: `${taskName}${attempt > 1 ? ` (attempt ${attempt})` : ''}`, status, lasts: task ? lastsOf(task, now) : '', message: messageOf(task) };
  });
  const nameWidth = Math.max(...stages.map(({ name }) => name.length));
  const lastsWidth = Math.max(...stages.map(({ lasts }) => lasts.length));
  return stages.map(({ name, status, lasts, message }) => {
    const paint = statusPaint(status, colors);
    const room = columns - nameWidth - lastsWidth - 9;
    return `  ${paint(statusSign(status))} ${status === 'queued' ? colors.dim(name.padEnd(nameWidth)) : name.padEnd(nameWidth)}  ${lasts.padStart(lastsWidth)}  ${cutText(oneLine(message), room)}`.trimEnd();
  });
}

const lastsOf = ({ startedAt, finishedAt, status }: Task, now: Date): string => (startedAt === null || status === 'skipped' ? '' : durationBetween(startedAt, finishedAt, now));

function messageOf(task: Task | undefined): string {
  if (!task) return '';
  const { message = '', code, notBefore } = task.payload;
  if (task.status === 'queued' && notBefore) return `again at ${timeOfDay(notBefore)}`;
  return code ? `${code}: ${message}` : message;
}
