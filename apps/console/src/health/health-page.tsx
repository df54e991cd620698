// Being built.
import { createLazyRoute } from '@tanstack/react-router';
import { Empty } from '../states/empty';
export const healthView = createLazyRoute('/health')({ component: () => <Empty title="health" /> });
