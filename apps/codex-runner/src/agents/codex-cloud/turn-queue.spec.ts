import { TurnQueue, mostOvertakes, type Precedence } from './turn-queue';

const soon = Date.now() + 60_000;

describe('the turns at a login', () => {
  let queue: TurnQueue;
  let order: string[];
  let end: () => void;
  const ask = (name: string, precedence: Precedence, options: { deadline?: number; signal?: AbortSignal } = {}) =>
    queue.enter({ precedence, deadline: soon, ...options }).then((leave) => { order.push(name); leave(); });
  beforeEach(async () => {
    queue = new TurnQueue();
    order = [];
    end = await queue.enter({ precedence: 'new task', deadline: soon });
  });

  it('go to tasks that exist, then to listings, then to new tasks, each in the order of asking', async () => {
    const all = Promise.all([ask('new 1', 'new task'), ask('list 1', 'listing'), ask('new 2', 'new task'), ask('diff 1', 'existing task'), ask('list 2', 'listing'), ask('diff 2', 'existing task')]);
    end();
    await all;
    expect(order).toEqual(['diff 1', 'diff 2', 'list 1', 'list 2', 'new 1', 'new 2']);
  });

  it('pass whoever has waited longest only so often', async () => {
    const all = Promise.all([ask('new 1', 'new task'), ask('new 2', 'new task'), ...Array.from({ length: 3 * mostOvertakes }, () => ask('diff', 'existing task'))]);
    end();
    await all;
    expect(order.indexOf('new 1')).toBe(mostOvertakes);
    expect(order.indexOf('new 2')).toBe(2 * mostOvertakes + 1);
  });

  it('pass by those who no longer wait', async () => {
    const abort = new AbortController();
    const aborted = ask('aborted', 'existing task', { signal: abort.signal });
    const late = ask('late', 'existing task', { deadline: Date.now() + 1 });
    const patient = ask('patient', 'new task');
    abort.abort(new Error('cancelled'));
    await expect(aborted).rejects.toThrow('cancelled');
    await expect(late).rejects.toMatchObject({ failure: { code: 'codex.login_busy' } });
    end();
    await patient;
    expect(order).toEqual(['patient']);
  });

  it.each(Array.from({ length: 12 }, (_, microtasks) => microtasks))('are not lost on one whose wait ends %s microtasks before its turn comes', async (microtasks) => {
    const abort = new AbortController();
    const aborted = ask('aborted', 'existing task', { signal: abort.signal }).catch((error: Error) => error.message);
    const patient = ask('patient', 'new task');
    abort.abort(new Error('cancelled'));
    for (let passed = 0; passed < microtasks; passed += 1) await Promise.resolve();
    end();
    await Promise.all([aborted, patient]);
    expect(order).toContain('patient');
  });
});
