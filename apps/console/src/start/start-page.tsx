// Being built.
import { createLazyRoute } from '@tanstack/react-router';
import { Empty } from '../states/empty';
export const startView = createLazyRoute('/start')({ component: () => <Empty title="start" /> });
