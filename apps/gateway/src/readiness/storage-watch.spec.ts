import { StorageWatch } from './storage-watch';

/** A stream and a server that a test moves. */
class Bus {
  serverId = 'first start';
  lastSequence = 7;
  async look(): Promise<void> {}
}

const since = new Date('2026-01-01T00:00:00.000Z');
let bus: Bus;
let storage: StorageWatch;
beforeEach(() => {
  bus = new Bus();
  storage = new StorageWatch(bus, bus, () => since);
  storage.notStored();
});

test('what was not stored is remembered, however often one looks', async () => {
  for (let look = 0; look < 3; look += 1) await storage.look();
  storage.notStored();
  expect(storage.failingSince).toBe(since);
});

test('it is over when a fact of this process is stored', () => {
  storage.wrote();
  expect(storage.failingSince).toBeUndefined();
});

test('it is over when a fact of anybody is stored, and not for one that was there before', async () => {
  bus.lastSequence = 8;
  await storage.look();
  expect(storage.failingSince).toBe(since);
  bus.lastSequence = 9;
  await storage.look();
  expect(storage.failingSince).toBeUndefined();
});

test('it is over when the server was started again', async () => {
  await storage.look();
  bus.serverId = 'second start';
  await storage.look();
  expect(storage.failingSince).toBeUndefined();
});
