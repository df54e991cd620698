// Questions before a run: what a repository holds, and what a run would do.
import { queryOptions } from '@tanstack/react-query';
import type { RunPreview, WritingPreview } from '#contracts';
import { answerOf, api } from '../api/client';

export interface Order { repository: string; featureKey: string; baseBranch?: string; dryRun: boolean; attempts: number; notes?: string; externalRef?: string }

export const featuresQuery = (repository: string, baseBranch: string | undefined) => {
  const [owner = '', name = ''] = repository.split('/');
  return queryOptions({
    queryKey: ['features', repository, baseBranch],
    queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/repositories/{owner}/{name}/features', {
      params: { path: { owner, name }, query: baseBranch === undefined ? {} : { baseBranch } }, signal,
    })),
    enabled: owner !== '' && name !== '',
    retry: 1,
  });
};

/** Costs nothing and changes nothing. Note and reference are not part of what a run would do. */
export const previewQuery = ({ notes: _, externalRef: __, ...order }: Order) => queryOptions({
  queryKey: ['preview', order],
  queryFn: async ({ signal }) => await answerOf(api.POST('/api/workflows/speckit/runs/preview', { body: { ...order, workflow: 'next-phase' }, signal })) as RunPreview,
  retry: 1,
});

export async function startRun(order: Order): Promise<{ id: string }> {
  return answerOf(api.POST('/api/workflows/speckit/runs', { body: { ...order, workflow: 'next-phase' } }));
}

export interface Specification { repository: string; specifyText: string; featureKey?: string; baseBranch?: string; agent?: string; dryRun: boolean; notes?: string; externalRef?: string }

/** Costs nothing and changes nothing. */
export async function previewSpecification({ notes: _, externalRef: __, ...wish }: Specification): Promise<WritingPreview> {
  return await answerOf(api.POST('/api/workflows/speckit/runs/preview', { body: { ...wish, attempts: 1, workflow: 'specify' } })) as WritingPreview;
}

export async function startSpecification(wish: Specification): Promise<{ id: string }> {
  return answerOf(api.POST('/api/workflows/speckit/runs', { body: { ...wish, attempts: 1, workflow: 'specify' } }));
}
