// Being built.
import { createLazyRoute } from '@tanstack/react-router';
import { Empty } from '../states/empty';
export const runView = createLazyRoute('/runs/$runId')({ component: () => <Empty title="run" /> });
