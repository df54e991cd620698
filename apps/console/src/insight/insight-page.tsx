// Being built.
import { createLazyRoute } from '@tanstack/react-router';
import { Empty } from '../states/empty';
export const insightView = createLazyRoute('/insight')({ component: () => <Empty title="insight" /> });
