// The questions about brakes, and what is said to them.
import { queryOptions } from '@tanstack/react-query';
import type { HeldBrake } from '#contracts';
import { answerOf, api } from '../api/client';

export const brakesQuery = queryOptions({
  queryKey: ['brakes'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/brakes', { signal })),
  refetchInterval: 30_000,
  retry: false,
});

export const releaseBrake = ({ repository, featureKey, code }: HeldBrake, reason: string) => (
  answerOf(api.POST('/api/workflows/speckit/brakes/release', { body: { repository, code, reason, ...(featureKey === null ? {} : { featureKey }) } })));

export const beginDrain = (reason: string) => answerOf(api.PUT('/api/workflows/speckit/drain', { body: { reason } }));
export const endDrain = () => answerOf(api.DELETE('/api/workflows/speckit/drain'));
