import type { News } from '#contracts';
import { NewsShelf } from './news-shelf';

const news = (change: Partial<News>): News => ({ runId: '01990000-0000-7000-8000-000000000001', stage: 'apply', kind: 'progress', attempt: 1, trigger: 3, at: '2026-01-01T00:00:00.000Z', worker: 'w', ...change });
const log = { kind: 'log', artifactId: '01990000-0000-5000-8000-0000000000aa', sizeBytes: 90 } as const;

test('who comes later is told what is being done and how far the log has grown, whichever came last', () => {
  const shelf = new NewsShelf();
  shelf.put(news({ message: 'waiting' }));
  shelf.put(news(log));
  expect(shelf.current()).toMatchObject([{ message: 'waiting', sizeBytes: 90 }]);
  shelf.put(news({ message: 'checking the patch' }));
  expect(shelf.current()).toMatchObject([{ message: 'checking the patch', artifactId: log.artifactId, sizeBytes: 90 }]);
});

test('the log of an earlier attempt is not the one of the next', () => {
  const shelf = new NewsShelf();
  shelf.put(news(log));
  shelf.put(news({ attempt: 2 }));
  expect(shelf.current()[0]?.artifactId).toBeUndefined();
});
