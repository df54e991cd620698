// The question for the board.
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';

export const boardQuery = queryOptions({
  queryKey: ['board'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/workflows/speckit/board', { signal })),
  refetchInterval: 60_000,
});
