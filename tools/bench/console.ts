// What the console costs in a real browser: a list of thousands of runs and a log of a hundred thousand lines, from the real gateway.
import { connectToNats } from '#bus';
import { chromium, type Page } from 'playwright-core';
import { rehearsalProgram } from '../rehearsal/populate';
import { install } from '../stack/installation';
import type { Stack } from '../stack/stack';
import { ChainDriver } from './chain-driver';

/** `ready_ms`: from the address to the first line shown. Frames are counted while one scrolls from one end to the other. */
export interface ConsoleFigures { system: 'console'; view: 'runs' | 'log'; lines: number; ready_ms: number; scroll_ms: number; frames: number; frames_over_50_ms: number; longest_frame_ms: number }

interface Frames { frames: number; over: number; longest: number }

export async function benchConsole(stack: Stack, environment: NodeJS.ProcessEnv, runs: number, print: (figures: ConsoleFigures) => void): Promise<void> {
  const installation = await install(stack, { environment, sandbox: {}, report: () => undefined, stageProgram: rehearsalProgram, settings: { SPECLINE_LOG_LEVEL: 'warn' } });
  const connection = await connectToNats({ url: stack.infrastructure.natsUrl('operations'), name: 'bench' });
  const driver = await ChainDriver.start({ url: installation.url, token: installation.operator.token, connection, databaseUrl: stack.infrastructure.databaseUrl });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
  try {
    const { id } = await installation.client.start({ repository: 'bench/log', featureKey: '001-log', externalRef: 'rehearse:long-log' });
    const { artifacts = [] } = await installation.client.follow(id, () => undefined);
    await driver.drive(runs, 64);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${installation.url}/health#token=${installation.operator.token}`);
    await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
    const list = await timed(() => page.goto(`${installation.url}/runs`).then(() => page.getByRole('listitem').first().waitFor()));
    const total = Number((await page.getByRole('button', { name: /All$/ }).innerText()).replaceAll(/\D/g, ''));
    print({ system: 'console', view: 'runs', lines: total, ready_ms: list, ...await scrolled(page, `document.documentElement.scrollTop += 1500; return document.querySelectorAll('a[href$="${id}"]').length > 0`) });
    const log = await timed(() => page.goto(`${installation.url}/runs/${id}?tab=log`).then(() => page.getByText(/^100,000 lines/).waitFor()));
    if (!artifacts.some(({ artifactType }) => artifactType === 'codex_logs')) throw new Error('the run has no log');
    print({ system: 'console', view: 'log', lines: 100_000, ready_ms: log, ...await scrolled(page, "const list = document.querySelector('.log-lines'); list.scrollTop -= 60000; return list.scrollTop === 0") });
  } finally {
    await browser.close();
    await driver.stop();
    await connection.close();
    await installation.stop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return Math.round(performance.now() - begun);
}

/** Takes a step (which says whether it was the last one) with each frame. */
async function scrolled(page: Page, step: string): Promise<Pick<ConsoleFigures, 'scroll_ms' | 'frames' | 'frames_over_50_ms' | 'longest_frame_ms'>> {
  let measured: Frames | undefined;
  const scroll_ms = await timed(async () => {
    measured = await page.evaluate<Frames>(`new Promise((resolve) => {
      const step = () => { ${step}; };
      const frames = [];
      let last = performance.now();
      const frame = (now) => {
        frames.push(now - last);
        last = now;
        if (step() || frames.length > 20000) resolve({ frames: frames.length, over: frames.filter((one) => one > 50).length, longest: Math.max(...frames) });
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    })`);
  });
  const { frames = 0, over = 0, longest = 0 } = measured ?? {};
  return { scroll_ms, frames, frames_over_50_ms: over, longest_frame_ms: Math.round(longest) };
}
