// The console in a real browser, on an installation filled with two hundred runs of every kind.
import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { JetStreamRunLog, connectToNats } from '#bus';
import { runsPath, type RunView, type StoredFact } from '#contracts';
import { populate, rehearsalProgram } from '../tools/rehearsal/populate';
import { until } from '../tools/stack/until';
import { durationText } from '../apps/console/src/time/duration';
import { accessibilityFindings, clickNotice, describeWithBrowser, enter, keepScreenshot, noticesOf, openBrowser, scrollsSideways, visit, watchNotices, type Visit } from './browser.fixture';
import { startInstallation, type TestInstallation } from './installation.fixture';

const viewerToken = 'a-token-for-somebody-who-only-looks';
const runs = 200;

describeWithBrowser('the console', () => {
  let specline: TestInstallation;
  let browser: Browser;

  beforeAll(async () => {
    const apiTokens = `viewer:guest:${createHash('sha256').update(viewerToken).digest('hex')}`;
    [specline, browser] = await Promise.all([startInstallation({ stageProgram: rehearsalProgram, apiTokens }), openBrowser()]);
    await populate(specline.client, runs, () => undefined);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await specline?.end();
  });

  interface Look { expected?: RegExp }
  /** Opens a page as the operator, does something there, and requires that the browser had nothing to complain about. */
  async function at(path: string, work: (page: Page) => Promise<void>, options: Parameters<typeof visit>[1] & Look & { token?: string } = {}): Promise<void> {
    const person = await visit(browser, options);
    try {
      await watched(person, path, async (page) => {
        await enter(page, specline.url, options.token ?? specline.operator.token, path);
        await work(page);
      }, options);
    } finally {
      await person.context.close();
    }
  }

  async function watched({ page, complaints }: Visit, path: string, work: (page: Page) => Promise<void>, { expected }: Look = {}): Promise<void> {
    try {
      await work(page);
      expect(complaints.filter((one) => !expected?.test(one))).toEqual([]);
    } catch (error) {
      await keepScreenshot(page, `broken-${path.replaceAll(/[^a-z]+/g, '-')}`);
      throw error;
    }
  }

  const start = async (story: string, featureKey: string): Promise<RunView> => specline.client.start({ repository: 'acme/web-shop', featureKey, externalRef: `rehearse:${story}` });
  const anyRun = async (query: string): Promise<RunView> => {
    const { body } = await specline.get(`/${runsPath}?${query}&limit=1`);
    return (body as unknown as { items: RunView[] }).items[0] as RunView;
  };

  it('signs in by the printed link, whose token does not stay in the address', () => at('/runs', async (page) => {
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
    expect(page.url()).toBe(`${specline.url}/runs`);
  }));

  it('shows as many runs of each kind as the API counts', () => at('/runs', async (page) => {
    const { body } = await specline.get(`/${runsPath}/counts`);
    const { total, byStatus } = body as unknown as { total: number; byStatus: Record<string, number> };
    await page.getByRole('button', { name: `${total} All` }).waitFor();
    await page.getByRole('button', { name: `${byStatus['failed']} Failed` }).waitFor();
    expect(total).toBeGreaterThanOrEqual(runs);
  }));

  it('keeps filters in the address, so that a view can be shared', () => at('/runs', async (page) => {
    await page.getByLabel('Failure code').fill('patch.conflict');
    await page.waitForURL(/failureCode=patch\.conflict/);
    const { body } = await specline.get(`/${runsPath}?failureCode=patch.conflict&limit=200`);
    const expected = (body as unknown as { items: RunView[] }).items.map(({ id }) => id);
    const shown = async (): Promise<string[]> => Promise.all((await page.getByRole('list', { name: 'Runs' }).getByRole('link').all()).map(async (link) => (await link.getAttribute('href'))?.split('/').at(-1) ?? ''));
    await until('the filtered list', async () => {
      const ids = await shown();
      return ids.length > 0 && ids.every((id) => expected.includes(id)) ? true : undefined;
    });
    const shared = page.url();
    await page.goto(shared);
    await page.getByLabel('Failure code').waitFor();
    expect(await page.getByLabel('Failure code').inputValue()).toBe('patch.conflict');
  }));

  it.each([
    ['no-diff', 'codex.no_diff', 'apply'], ['diverged', 'publish.branch_diverged', 'publish'],
  ])('tells the failure of the story %s, and retries it from the page with a note', async (story, code, stage) => {
    const { id } = await start(story, `101-${story}`);
    await specline.over(id);
    await at(`/runs/${id}`, async (page) => {
      const failure = page.getByRole('region', { name: `${stage} failed` });
      await failure.getByText(code).waitFor();
      await failure.getByText('What to do').waitFor();
      await keepScreenshot(page, `failure-${story}`);
      await page.getByRole('button', { name: 'Retry', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Retry the run' });
      await dialog.getByLabel('Note').fill('The branch is mended.');
      await dialog.getByRole('button', { name: 'Retry' }).click();
      await page.getByText('Succeeded', { exact: true }).first().waitFor();
      expect(await page.getByRole('region', { name: `${stage} failed` }).count()).toBe(0);
      await page.getByRole('tab', { name: /Facts/ }).click();
      await page.getByText('retried').waitFor();
    });
    expect((await specline.client.run(id)).status).toBe('succeeded');
  });

  it('shows the facts that are stored, for a run with retries', async () => {
    const { id } = await start('no-diff', '102-facts');
    await specline.over(id);
    await specline.client.retry(id, 'again');
    await specline.over(id);
    const stored = (await storedFacts(id)).map(({ sequence, fact }) => `${sequence} ${fact.stage} ${fact.state} ${fact.next} ${fact.attempt}`);
    expect(stored.length).toBeGreaterThan(9);
    await at(`/runs/${id}?tab=facts`, async (page) => {
      await page.getByRole('row').nth(stored.length).waitFor();
      const rows = await Promise.all((await page.getByRole('row').all()).slice(1).map(async (row) => (await row.getByRole('cell').allInnerTexts()).map((text) => text.trim())));
      expect(rows.map(([sequence, fact = '', next, attempt]) => `${sequence} ${fact.split(' ').slice(0, 2).join(' ')} ${next} ${attempt}`)).toEqual(stored);
    });
  });

  it('follows a run live, and cancels it from the page', async () => {
    const { id } = await start('slow', '103-slow');
    await at(`/runs/${id}`, async (page) => {
      await page.getByText('Running', { exact: true }).first().waitFor();
      await page.getByRole('button', { name: 'Cancel the run' }).click();
      const dialog = page.getByRole('dialog', { name: 'Cancel the run' });
      await dialog.getByLabel('Reason').fill('Not now.');
      await dialog.getByRole('button', { name: 'Cancel the run' }).click();
      await page.getByText('Cancelled', { exact: true }).first().waitFor();
    });
    expect((await specline.client.run(id)).status).toBe('cancelled');
  });

  it('tells waiting for the agent from working in the timeline, as the facts do', async () => {
    const { id, tasks } = await specline.client.run((await anyRun('status=succeeded')).id);
    const apply = tasks?.find(({ taskName }) => taskName === 'apply');
    expect(apply?.payload.waitedMs).toBeGreaterThanOrEqual(200);
    await at(`/runs/${id}`, async (page) => {
      const words = await page.getByRole('region', { name: 'Timeline' }).getByRole('img', { name: /^apply:/ }).getAttribute('aria-label');
      expect(words).toContain(`waited ${durationText(apply?.payload.waitedMs ?? 0)} for the agent; attempt ${apply?.attempt} worked`);
    });
  });

  it('has the browser tell of runs that end while another one is looked at, and a click leads there', async () => {
    const looked = await anyRun('status=succeeded');
    const { context, page, complaints } = await visit(browser);
    await watchNotices(context);
    await enter(page, specline.url, specline.operator.token, '/notifications');
    await page.getByRole('switch', { name: 'Notify me when a run ends' }).click();
    await page.goto(`${specline.url}/runs/${looked.id}`);
    await page.getByText('Live', { exact: true }).waitFor();
    const failed = await start('no-diff', '105-told');
    const [notice] = await until('the notice', async () => { const told = await noticesOf(page); return told.some(({ shown }) => shown) ? told : undefined; });
    expect(notice).toMatchObject({ title: 'Run failed', body: expect.stringMatching(/^acme\/web-shop, 105-told\napply: codex\.no_diff\nOpen /) });
    const succeeded = await start('plain', '106-told');
    const both = await until('the second notice', async () => { const told = await noticesOf(page); return told.length > 1 && told.every(({ shown }) => shown) ? told : undefined; });
    expect(both.map(({ title }) => title)).toEqual(['Run failed', 'Run succeeded']);
    await clickNotice(page, 0);
    await page.waitForURL(`**/runs/${failed.id}`);
    expect((await specline.client.run(succeeded.id)).status).toBe('succeeded');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('stands at the end of a log, with the last line in sight', async () => {
    const { id } = await anyRun('status=succeeded');
    await at(`/runs/${id}`, async (page) => {
      await page.getByText('40 lines').waitFor();
      await until('the end', () => page.evaluate<true | undefined>("(() => { const log = document.querySelector('[role=log]'); return log.scrollHeight - log.scrollTop - log.clientHeight < 1 ? true : undefined; })()"));
    });
  });

  it('says so at an address that is none, of a run that is none, and leaves out filters that are none', async () => {
    const expected = /404/;
    await at('/nowhere', async (page) => { await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor(); }, { expected });
    await at('/runs/01990000-0000-7000-8000-00000000ffff', async (page) => { await page.getByRole('heading', { name: 'There is no such run' }).waitFor(); }, { expected });
    await at('/runs?utm_source=mail&status=failed', async (page) => { await page.getByRole('list', { name: 'Runs' }).getByRole('link').first().waitFor(); });
  });

  it('goes on after a reload in mid-run and after a restart of the gateway, without a line lost or repeated', async () => {
    const { id } = await start('slow', '104-restart');
    await at(`/runs/${id}?tab=facts`, async (page) => {
      await page.getByText('Running', { exact: true }).first().waitFor();
      await page.reload();
      await page.getByText('Running', { exact: true }).first().waitFor();
      await specline.stack.services.named('gateway')[0]?.kill();
      await page.getByText('Succeeded', { exact: true }).first().waitFor({ timeout: 60_000 });
      const facts = await storedFacts(id);
      await until('every fact', async () => ((await page.getByRole('row').count()) === facts.length + 1 ? true : undefined));
      const shown = await Promise.all((await page.getByRole('row').all()).slice(1).map(async (row) => Number(await row.getByRole('cell').first().innerText())));
      expect(shown).toEqual(facts.map(({ sequence }) => sequence));
      await page.getByRole('tab', { name: 'Log' }).click();
      await page.getByText('40 lines').waitFor();
    }, { expected: /Failed to load resource|WebSocket connection/ });
  });

  it('shows what agents wrote as text, and lets nothing of it run', async () => {
    const { id } = await anyRun('status=succeeded');
    await at(`/runs/${id}?tab=patch`, async (page) => {
      await page.getByText("'<script>alert(1)</script>'").first().waitFor();
      expect(await page.locator('script:has-text("alert(1)")').count()).toBe(0);
    });
    const page = await fetch(`${specline.url}/runs`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'self'/);
    expect(/script-src[^;]*unsafe-inline/.test(policy)).toBe(false);
  });

  it('shows what a specification would be before it is written, and no longer when its text has changed', async () => {
    await at('/start?repository=acme/web-shop', async (page) => {
      const [text, preview] = [page.getByLabel('What is wanted, and why'), page.getByRole('region', { name: 'Preview of the specification' })];
      await text.fill('A wish list, so that customers can save what they like.');
      await page.getByRole('button', { name: 'Preview', exact: true }).click();
      await preview.waitFor();
      expect(await preview.innerText()).toMatch(/specs\/\S+-wish-list-customers-save[^]*codex-exec in a job container[^]*prompt of specify[^]*draft pull request/i);
      await preview.getByText('The prompt of plan, word for word').click();
      expect(await preview.locator('pre').nth(1).innerText()).toContain('plan.md');
      await keepScreenshot(page, 'specification-preview');
      expect(await scrollsSideways(page)).toBe(false);
      expect(await accessibilityFindings(page)).toEqual([]);
      await text.fill('Another wish.');
      await preview.waitFor({ state: 'detached' });
    }, { width: 360 });
  });

  it('lets a viewer look and nothing else', async () => {
    const { id } = await anyRun('status=failed');
    await at(`/runs/${id}`, async (page) => {
      await page.getByText('What to do').waitFor();
      for (const name of ['Retry', 'Start again', 'Cancel the run']) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
    }, { token: viewerToken });
    const answer = await fetch(`${specline.url}/${runsPath}/${id}/retry`, { method: 'POST', headers: { 'authorization': `Bearer ${viewerToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ mode: 'resume_failed_task' }) });
    expect(answer.status).toBe(403);
  });

  it('tells an administrator who did what to a run and who was refused, and leads there; others see neither the page nor the way to it', async () => {
    const { id } = await specline.over((await start('no-diff', '103-audit')).id);
    const as = (token: string, body: object) => fetch(`${specline.url}/${runsPath}/${id}/retry`, { method: 'POST', headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    await as(viewerToken, { mode: 'resume_failed_task' });
    await as(specline.operator.token, { mode: 'resume_failed_task', notes: 'The environment is mended.' });
    await at('/audit', async (page) => {
      await page.getByLabel('Run', { exact: true }).fill(id);
      await page.waitForURL(new RegExp(`runId=${id}`));
      const rows = page.getByRole('region', { name: 'Audit log' }).getByRole('row');
      await rows.filter({ hasText: 'status: failed → retrying' }).filter({ hasText: 'The environment is mended.' }).waitFor();
      await rows.filter({ hasText: 'guest' }).filter({ hasText: 'auth.role' }).waitFor();
      expect(await rows.count()).toBe(4);
      await keepScreenshot(page, 'audit-of-a-run');
      await page.getByLabel('Outcome').selectOption('refused');
      await page.waitForURL(/outcome=refused/);
      await rows.filter({ hasText: 'The environment is mended.' }).waitFor({ state: 'detached' });
      await rows.getByRole('link', { name: id.slice(0, 13) }).click();
      await page.waitForURL(new RegExp(`/runs/${id}`));
    });
    await at('/audit', async (page) => {
      await page.getByText('The audit log is for administrators').waitFor();
      expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    }, { token: viewerToken });
  });

  it.each([false, true])('shows the audit log in a window of usual width, dark: %s', (dark) => at('/audit', async (page) => {
    await page.getByRole('region', { name: 'Audit log' }).getByRole('row').nth(3).waitFor();
    await keepScreenshot(page, `audit-1280-${dark ? 'dark' : 'light'}`);
    expect(await scrollsSideways(page)).toBe(false);
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByLabel('Who').fill('nobody-of-that-name');
    await page.getByText('No entry fits these filters').waitFor();
    await keepScreenshot(page, `audit-empty-${dark ? 'dark' : 'light'}`);
    expect(await accessibilityFindings(page)).toEqual([]);
  }, { dark, width: 1280 }));

  it('leads to the sign-in when the session is over, and back to the page', async () => {
    const { context, page } = await visit(browser);
    await enter(page, specline.url, specline.operator.token, '/health');
    await context.clearCookies();
    await page.goto(`${specline.url}/insight`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('API token').fill(specline.operator.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Insight', level: 1 }).waitFor();
    expect(page.url()).toContain('/insight');
    await context.close();
  });

  it('leaves every target of a run large enough where its way wraps, in the narrowest window that WCAG asks for', async () => {
    const { id } = await anyRun('repository=orchard/data-platform');
    await at(`/runs/${id}`, async (page) => {
      await page.getByRole('heading', { name: /Phase/, level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await scrollsSideways(page)).toBe(false);
      expect(await accessibilityFindings(page)).toEqual([]);
    }, { width: 320 });
  });

  describe.each([{ dark: false, width: 360 }, { dark: true, width: 360 }, { dark: false, width: 1920 }, { dark: true, width: 1920 }])('in a window $width pixels wide, dark: $dark', ({ dark, width }) => {
    const run = async (query: string, tab = ''): Promise<string> => `/runs/${(await anyRun(query)).id}${tab}`;
    // One person looks at all of them: to sign in for each would cost more than the looking.
    let person: Visit;
    beforeAll(async () => {
      person = await visit(browser, { dark, width });
      await enter(person.page, specline.url, specline.operator.token);
    });
    afterAll(() => person?.context.close());

    it.each<[string, () => Promise<string>, string | RegExp]>([
      ['runs', async () => '/runs', 'Runs'],
      ['run', () => run('status=succeeded'), /Phase/],
      ['patch', () => run('status=succeeded', '?tab=patch'), /Phase/],
      ['tasks', () => run('status=succeeded', '?tab=tasks'), /Phase/],
      ['artifacts', () => run('status=succeeded', '?tab=artifacts'), /Phase/],
      ['facts', () => run('status=succeeded', '?tab=facts'), /Phase/],
      ['failure', () => run('failureCode=patch.conflict&status=failed'), /Phase/],
      ['start', async () => '/start', 'Start a run'],
      ['board', async () => '/board', 'Board'],
      ['health', async () => '/health', 'Health'],
      ['insight', async () => '/insight', 'Insight'],
      ['notifications', async () => '/notifications', 'Notifications'],
      ['audit', async () => '/audit', 'Audit'],
    ])('the page %s is readable, and axe finds nothing', async (name, path, heading) => {
      const address = await path();
      // The page before is left first: what it still complains about is none of this one's.
      await person.page.goto('about:blank');
      person.complaints.length = 0;
      await watched(person, address, async (page) => {
        await page.goto(`${specline.url}${address}`);
        await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        await keepScreenshot(page, `${name}-${width}-${dark ? 'dark' : 'light'}`);
        expect(await scrollsSideways(page)).toBe(false);
        expect(await accessibilityFindings(page)).toEqual([]);
      });
    });
  });

  /** As they lie in the stream. */
  async function storedFacts(id: string): Promise<StoredFact[]> {
    const connection = await connectToNats({ url: specline.stack.infrastructure.natsUrl('operations'), name: 'test' });
    try {
      return await (await JetStreamRunLog.on(connection)).factsOfRun(id);
    } finally {
      await connection.close();
    }
  }
});
