// A real Chromium for the console's tests, and what several of them look at.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const program = '/usr/bin/chromium';
// As text, since it is for the page and not for this process.
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Tests of the console are skipped where there is no Chromium; `.ci/run` installs it. */
export const describeWithBrowser = existsSync(program) ? describe : describe.skip;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'] });
}

export interface Visit { context: BrowserContext; page: Page; /** What went wrong in the page: exceptions, errors on its console, refusals of the content security policy. */ complaints: string[] }

/** A new person at a new browser. */
export async function visit(browser: Browser, options: { width?: number; dark?: boolean } = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: options.width ?? 1280, height: 900 }, colorScheme: options.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  // A browser shares the machine with whatever else is tested.
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  return { context, page, complaints };
}

export interface ShownNotice { title: string; body: string; shown: boolean }

/** Allows notifications to a browser that has not opened a page yet, and remembers those that pages make. */
export async function watchNotices(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['notifications']);
  await context.addInitScript(`(() => {
    const notices = [];
    globalThis.notices = notices;
    globalThis.Notification = class extends Notification {
      constructor(title, options) {
        super(title, options);
        const notice = { title, body: options.body, shown: false, notification: this };
        notices.push(notice);
        this.addEventListener('show', () => { notice.shown = true; });
      }
    };
  })()`);
}

/** What this page has told since it was loaded. */
export function noticesOf(page: Page): Promise<ShownNotice[]> {
  return page.evaluate<ShownNotice[]>('notices.map(({ title, body, shown }) => ({ title, body, shown }))');
}

/** As if somebody clicked on it. */
export async function clickNotice(page: Page, number: number): Promise<void> {
  await page.evaluate(`notices[${number}].notification.dispatchEvent(new Event('click'))`);
}

/** Signs in by the link that `npm start` prints. */
export async function enter(page: Page, url: string, token: string, path = '/runs'): Promise<void> {
  await page.goto(`${url}${path}#token=${token}`);
  await page.getByRole('navigation', { name: 'Views' }).waitFor({ state: 'attached' });
}

/** What axe finds against WCAG 2.2 AA, in words; empty when there is nothing. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>("axe.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } })");
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`));
}

/** Kept where SPECLINE_SCREENSHOTS says; nowhere without it. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SPECLINE_SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Whether the page is wider than the window. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth + 1');
}
