// The control as another process sees it.
import { startEmulatedCloud, PROMPT, type EmulatedCloud } from './emulated-cloud.fixture';

describe('the control over HTTP', () => {
  let cloud: EmulatedCloud;
  beforeEach(async () => {
    cloud = await startEmulatedCloud();
  });
  afterEach(() => cloud.close());

  const call = async (method: string, path: string, body?: unknown) => {
    const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
    const answer = await fetch(`${cloud.emulator.controlUrl}/${path}`, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, ...(answer.status !== 204 && { body: (await answer.json()) }) };
  };

  test('behaviours, faults, settings, tasks, effects and logins can be reached', async () => {
    expect(await call('POST', 'behaviours', { behaviour: { kind: 'slow' }, tasks: 1 })).toEqual({ status: 204 });
    expect(await call('POST', 'faults', { call: 'list', effect: { kind: 'status', status: 503 }, calls: 1 })).toEqual({ status: 204 });
    expect(await call('PATCH', 'settings', { listingLagMs: 5 })).toMatchObject({ status: 200, body: { listingLagMs: 5, latencyMs: 0 } });
    await cloud.codex(['cloud', 'exec', '--env', 'env-web', '--branch', 'main', '-'], { input: PROMPT });
    expect(await cloud.codex(['cloud', 'list', '--json'])).toMatchObject({ exit: 1, stderr: expect.stringContaining('503') });

    const { body: tasks } = await call('GET', 'tasks');
    expect(tasks).toMatchObject([{ state: 'pending', prompt: PROMPT, marker: '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000/1' }]);
    const [{ id }] = tasks as [{ id: string }];
    expect(await call('POST', `tasks/${id}/release`)).toEqual({ status: 204 });
    expect(await call('GET', 'effects')).toMatchObject({ body: { tasksCreated: 1, calls: { create: 1, list: 1 }, mostCallsAtOnce: 1 } });
    expect(await call('DELETE', 'logins')).toEqual({ status: 204 });
    expect(await cloud.codex(['cloud', 'list', '--json'])).toMatchObject({ exit: 1, stderr: expect.stringContaining('401') });
  });

  test('a malformed command is refused with the reason, an unknown one with 404', async () => {
    expect(await call('POST', 'behaviours', { behaviour: { kind: 'sleepy' } })).toMatchObject({ status: 400 });
    expect(await call('PATCH', 'settings', { latency: 5 })).toMatchObject({ status: 400 });
    expect(await call('POST', 'tasks/task_e_nope/release')).toMatchObject({ status: 409, body: { detail: 'No task task_e_nope.' } });
    expect(await call('POST', 'nothing')).toMatchObject({ status: 404 });
  });
});
