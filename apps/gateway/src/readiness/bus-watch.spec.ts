import { BusWatch } from './bus-watch';

async function* statuses(...types: string[]): AsyncIterable<{ type: string }> {
  for (const type of types) yield { type };
}

test('an outage counts when it has lasted for two seconds, and ends with the reconnect', async () => {
  let now = 0;
  const watch = new BusWatch(() => now);
  await watch.follow(statuses('update', 'disconnect', 'reconnecting'));
  now = 2000;
  expect(watch.isAway).toBe(false);
  await watch.follow(statuses('disconnect', 'reconnecting'));
  now = 2001;
  expect(watch.isAway).toBe(true);
  await watch.follow(statuses('reconnect'));
  expect(watch.isAway).toBe(false);
});
