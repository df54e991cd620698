import type { Subscription } from 'rxjs';
import type { Clock } from './clock';
import type { CodexTask, CodexTaskDetail, CodexTaskPage } from './codex-task';
import { sharedPage, TaskPoller, unshared, type PageShare, type SharedPage, type TaskLook } from './poller';

const timing = { intervalMs: 10_000, slowMs: 60_000, backoffLimitMs: 300_000 };
const nothing = { filesChanged: 0, linesAdded: 0, linesRemoved: 0 };
const task = (id: string, status: CodexTask['status'] = 'pending'): CodexTask => ({ id, url: `https://chatgpt.com/codex/tasks/${id}`, title: id, status, updatedAt: '2026-11-20T00:00:00Z', summary: nothing, attempts: null });
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

class ManualClock implements Clock {
  private time = 1_000_000;
  readonly timers = new Set<{ at: number; run: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Moves on timer by timer, and lets each do what it started. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const first = [...this.timers].sort((a, b) => a.at - b.at)[0];
      if (!first || first.at > end) break;
      this.timers.delete(first);
      this.time = Math.max(this.time, first.at);
      first.run();
    }
    this.time = end;
  }
}

/** Codex Cloud with its tasks, newest first, in pages of 20. */
class Cloud {
  tasks: CodexTask[] = [];
  unlisted: CodexTask[] = [];
  down = false;
  /** How long a listing takes. */
  latencyMs = 0;
  readonly calls: { at: number; call: string }[] = [];

  constructor(private readonly clock: Clock) {}

  async list(cursor: string | null): Promise<CodexTaskPage> {
    this.record(`list ${cursor ?? 'start'}`);
    if (this.latencyMs) await new Promise<void>((resolve) => this.clock.after(this.latencyMs, resolve));
    const from = Number(cursor ?? 0);
    return { tasks: this.tasks.slice(from, from + 20), cursor: from + 20 < this.tasks.length ? String(from + 20) : null };
  }

  async status(taskId: string): Promise<CodexTaskDetail> {
    this.record(`status ${taskId}`);
    const { status, title, summary } = [...this.tasks, ...this.unlisted].find(({ id }) => id === taskId)!;
    return { status, title, summary };
  }

  private record(call: string): void {
    this.calls.push({ at: this.clock.now(), call });
    if (this.down) throw new Error('down');
  }
}

/** Carries pages to all but the sender, as the LIVE stream will, through JSON. */
class Broadcast {
  private readonly receivers = new Set<(page: SharedPage) => void>();

  member(): PageShare {
    let own: ((page: SharedPage) => void) | undefined;
    return {
      publish: (page) => {
        for (const receive of this.receivers) if (receive !== own) receive(sharedPage.parse(JSON.parse(JSON.stringify(page))));
      },
      subscribe: (receive) => {
        own = receive;
        this.receivers.add(receive);
        return () => this.receivers.delete(receive);
      },
    };
  }
}

describe('a poller', () => {
  let clock: ManualClock;
  let cloud: Cloud;
  let pollers: TaskPoller[];
  beforeEach(() => {
    clock = new ManualClock();
    cloud = new Cloud(clock);
    pollers = [];
  });
  afterEach(() => Promise.all(pollers.map((poller) => poller.close())));

  const poller = (share: PageShare = unshared, random = () => 0.5) => {
    const made = new TaskPoller({ source: cloud, share, timing, clock, random });
    pollers.push(made);
    return made;
  };
  const collect = (from: TaskPoller, taskId: string): { looks: TaskLook[]; statuses: () => string[]; subscription: Subscription; completed: () => boolean } => {
    const looks: TaskLook[] = [];
    let completed = false;
    const subscription = from.watch(taskId).subscribe({ next: (look) => looks.push(look), complete: () => { completed = true; } });
    return { looks, statuses: () => looks.map((look) => (look.kind === 'seen' ? look.task.status : look.kind)), subscription, completed: () => completed };
  };

  it('makes one call per interval however many tasks of a page are watched', async () => {
    cloud.tasks = Array.from({ length: 20 }, (_, index) => task(`t${index}`));
    const one = poller();
    const watches = cloud.tasks.map(({ id }) => collect(one, id));
    await clock.pass(60_000);
    expect(cloud.calls.map(({ at }) => at - 1_000_000)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
    expect(watches.map(({ looks }) => looks.length)).toEqual(Array(20).fill(7));
  });

  it('tells a watcher each look at its own task and no other', async () => {
    cloud.tasks = [task('a'), task('b')];
    const one = poller();
    const a = collect(one, 'a');
    await clock.pass(10_000);
    cloud.tasks = [task('a', 'ready'), task('b')];
    await clock.pass(10_000);
    expect(a.statuses()).toEqual(['pending', 'pending', 'ready']);
    expect(a.looks.every((look) => look.kind === 'seen' && look.task.id === 'a')).toBe(true);
  });

  it('turns pages for sixty tasks three times and not again', async () => {
    cloud.tasks = Array.from({ length: 100 }, (_, index) => task(`t${index}`));
    const one = poller();
    cloud.tasks.slice(0, 60).forEach(({ id }) => collect(one, id));
    await clock.pass(9_999);
    expect(cloud.calls.map(({ call }) => call)).toEqual(['list start', 'list 20', 'list 40']);
  });

  it('asks for a task that no listing shows once a minute', async () => {
    cloud.tasks = [task('a')];
    cloud.unlisted = [task('old', 'ready')];
    const old = collect(poller(), 'old');
    await clock.pass(180_000);
    expect(cloud.calls.filter(({ call }) => call === 'status old').map(({ at }) => at - 1_000_000)).toEqual([60_000, 120_000, 180_000]);
    expect(old.statuses()).toEqual(['ready', 'ready', 'ready']);
    expect(old.looks[0]).toMatchObject({ task: { id: 'old', url: 'https://chatgpt.com/codex/tasks/old' } });
  });

  it('never makes two calls at the same time', async () => {
    let underWay = 0;
    let most = 0;
    cloud.latencyMs = 25_000; // longer than the interval
    const list = cloud.list.bind(cloud);
    cloud.list = (cursor) => {
      most = Math.max(most, ++underWay);
      return list(cursor).finally(() => underWay--);
    };
    cloud.tasks = [task('a')];
    const one = poller();
    collect(one, 'a');
    await clock.pass(1_000);
    collect(one, 'b');
    await clock.pass(200_000);
    expect(most).toBe(1);
  });

  it('tells every watcher of a failed look, and goes on', async () => {
    cloud.tasks = [task('a'), task('b')];
    const one = poller();
    const [a, b] = [collect(one, 'a'), collect(one, 'b')];
    await clock.pass(5_000);
    cloud.down = true;
    await clock.pass(10_000);
    cloud.down = false;
    await clock.pass(30_000);
    expect(a.statuses()).toEqual(['pending', 'failed', 'pending', 'pending']);
    expect(b.looks[1]).toMatchObject({ kind: 'failed', error: new Error('down') });
  });

  it('tells only the one who waits for it when asking for a single task fails', async () => {
    cloud.tasks = [task('a')];
    const one = poller();
    const [a, gone] = [collect(one, 'a'), collect(one, 'gone')];
    cloud.status = () => Promise.reject(new Error('unknown'));
    await clock.pass(60_000);
    expect(gone.statuses()).toEqual(['failed']);
    expect(a.statuses()).not.toContain('failed');
  });

  it('tells a watcher who joins late what the present round has shown', async () => {
    cloud.tasks = [task('a'), task('b')];
    const one = poller();
    collect(one, 'a');
    await clock.pass(5_000);
    const late = collect(one, 'b');
    expect(late.statuses()).toEqual(['pending']);
    expect(late.looks[0]).toMatchObject({ at: 1_000_000 });
  });

  it('does not pass off an old look as a new one', async () => {
    cloud.tasks = [task('a')];
    const one = poller();
    const first = collect(one, 'a');
    await clock.pass(1_000);
    first.subscription.unsubscribe();
    await clock.pass(3_600_000);
    const second = collect(one, 'a');
    expect(second.looks).toEqual([]);
    await clock.pass(0);
    expect(second.looks).toHaveLength(1);
  });

  it('rests while nobody watches', async () => {
    cloud.tasks = [task('a')];
    const { subscription } = collect(poller(), 'a');
    await clock.pass(10_000);
    subscription.unsubscribe();
    expect(clock.timers.size).toBe(0);
  });

  it('leaves no timer, no watch and no look under way when it was closed', async () => {
    let seen: AbortSignal | undefined;
    let ended = false;
    const source = { list: (_cursor: string | null, signal: AbortSignal) => new Promise<never>((_resolve, reject) => {
      seen = signal;
      signal.addEventListener('abort', () => setImmediate(() => { ended = true; reject(new Error('aborted')); }));
    }), status: () => Promise.reject(new Error('not asked')) };
    const one = new TaskPoller({ source, share: unshared, timing, clock, random: () => 0 });
    const a = collect(one, 'a');
    await clock.pass(0);
    await one.close();
    expect([seen?.aborted, ended]).toEqual([true, true]);
    expect(clock.timers.size).toBe(0);
    expect(a.completed()).toBe(true);
    expect(a.looks).toEqual([]);
    expect(collect(one, 'b').completed()).toBe(true);
  });

  it('leaves no timer when it was closed between two looks', async () => {
    const one = poller();
    collect(one, 'a');
    await clock.pass(5_000);
    expect(clock.timers.size).toBe(1);
    await one.close();
    expect(clock.timers.size).toBe(0);
  });

  describe('among others with the same login', () => {
    const listsFrom = (from: number) => cloud.calls.filter(({ call, at }) => call.startsWith('list') && at >= from);

    it('reads what the others read: together they make one call per interval', async () => {
      cloud.tasks = [task('a'), task('b'), task('c')];
      cloud.latencyMs = 100;
      const broadcast = new Broadcast();
      const watches = ['a', 'b', 'c'].map((id, index) => collect(poller(broadcast.member(), () => index / 2), id));
      await clock.pass(30_000); // the beginning, in which all three list at once
      const settledAt = clock.now();
      await clock.pass(101_000); // ten intervals and the listings themselves
      expect(listsFrom(settledAt + 1)).toHaveLength(10);
      for (const { looks } of watches) expect(looks.length).toBeGreaterThanOrEqual(12);
    });

    it('takes over when the one that listed is gone', async () => {
      cloud.tasks = [task('a'), task('b')];
      const broadcast = new Broadcast();
      const first = poller(broadcast.member());
      collect(first, 'a');
      await clock.pass(1_000);
      const second = collect(poller(broadcast.member()), 'b');
      await clock.pass(30_000);
      await first.close();
      const goneAt = clock.now();
      await clock.pass(20_000);
      expect(listsFrom(goneAt).length).toBeGreaterThanOrEqual(1);
      expect(second.looks.at(-1)?.at).toBeGreaterThan(goneAt);
    });

    it('reads only the pages that the leader had no need of', async () => {
      cloud.tasks = Array.from({ length: 40 }, (_, index) => task(`t${index}`));
      const broadcast = new Broadcast();
      collect(poller(broadcast.member()), 't0');
      await clock.pass(0);
      const follower = poller(broadcast.member());
      const watches = cloud.tasks.slice(10, 40).map(({ id }) => collect(follower, id));
      await clock.pass(10_000);
      const from = clock.now();
      await clock.pass(60_000);
const lists = listsFrom(from + 1).map(({ call }) => call);
      expect(lists.filter((call) => call === 'list start')).toHaveLength(6);
      expect(lists.filter((call) => call === 'list 20')).toHaveLength(6);
      for (const { looks } of watches) expect(looks.length).toBeGreaterThanOrEqual(6);
    });
  });
});
