// The note of a run about the answers of its agent, as the API has it.
import { queryOptions } from '@tanstack/react-query';
import { candidateReportSchema, type Artifact, type CandidateReport } from '#contracts';
import { fetchContent } from '../../api/client';
import { contentUrl } from '../run-queries';

/** Null when there is none, or it is another release's. */
export const answersQuery = (runId: string, report: Artifact | undefined) => queryOptions({
  queryKey: ['answers', runId, report?.id, report?.digest],
  queryFn: async (): Promise<CandidateReport | null> => {
    if (!report) return null;
    const response = await fetchContent(contentUrl(runId, report.id));
    return candidateReportSchema.safeParse(await response.json()).data ?? null;
  },
  enabled: report !== undefined,
  staleTime: Infinity,
});
