// Being built.
import { createLazyRoute } from '@tanstack/react-router';
import { Empty } from '../states/empty';
export const boardView = createLazyRoute('/board')({ component: () => <Empty title="board" /> });
