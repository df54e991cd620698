// Questions about one run.
import { queryOptions } from '@tanstack/react-query';
import type { Artifact } from '#contracts';
import { answerOf, api, fetchContent } from '../api/client';

export const runQuery = (runId: string) => queryOptions({
  queryKey: ['run', runId],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/runs/{id}', { params: { path: { id: runId }, query: { includeTasks: 'true', includeArtifacts: 'true' } }, signal })),
});

export const contentUrl = (runId: string, artifactId: string): string => `/api/workflows/speckit/runs/${runId}/artifacts/${artifactId}/content`;

export interface ContentText { text: string; cut: boolean }

/** The text of an artifact, at most `most` bytes of it. */
export const contentQuery = (runId: string, { id, digest, sizeBytes }: Pick<Artifact, 'id' | 'digest' | 'sizeBytes'>, most: number) => queryOptions({
  queryKey: ['content', id, digest, most],
  queryFn: async (): Promise<ContentText> => {
    const cut = sizeBytes > most;
    const response = await fetchContent(contentUrl(runId, id), cut ? `bytes=0-${most - 1}` : undefined);
    return { text: await response.text(), cut };
  },
  // The digest is in the key: the bytes are never others.
  staleTime: Infinity,
});

export const feedbackQuery = (runId: string) => queryOptions({
  queryKey: ['feedback', runId],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/runs/{id}/feedback', { params: { path: { id: runId } }, signal })),
  retry: false,
});
