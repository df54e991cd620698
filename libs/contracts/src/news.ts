// News, as opposed to facts: it may be lost, and it counts only while its trigger is the run's last fact.
import { z } from 'zod';
import { artifactKind } from './artifact';

export const liveStream = 'LIVE';
export const liveSubjects = 'live.>';
export const newsKinds = ['started', 'progress', 'log'] as const;

/** `log` says how far the artifact `artifactId`, which is an `artifactType`, has grown (`sizeBytes`); `trigger` is the sequence of the fact that is being answered; `startedAt` is when the stage began, `waiting` says that it waits for its agent, `waitedMs` how long it did before. */
export const newsSchema = z.object({
  runId: z.uuid(),
  stage: z.string(),
  kind: z.enum(newsKinds),
  attempt: z.number().int().min(1),
  trigger: z.number().int().min(1),
  at: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  worker: z.string(),
  message: z.string().max(2000).optional(),
  artifactId: z.uuid().optional(),
  artifactType: artifactKind.optional(),
  sizeBytes: z.number().int().optional(),
  waiting: z.boolean().optional(),
  waitedMs: z.number().int().min(0).optional(),
});
export type News = z.infer<typeof newsSchema>;

export const newsSubject = (news: Pick<News, 'runId' | 'stage' | 'kind'>): string => `live.${news.runId}.${news.stage}.${news.kind}`;
