// From the start page to a real pull request in a real browser: preview, run, watch.
import type { Browser } from 'playwright-core';
import { describeWithBrowser, enter, keepScreenshot, openBrowser, visit } from './browser.fixture';
import { featureFiles, startInstallation, type TestInstallation } from './installation.fixture';

const repository = 'acme/started';

describeWithBrowser('the start page', () => {
  let specline: TestInstallation;
  let browser: Browser;

  beforeAll(async () => {
    [specline, browser] = await Promise.all([startInstallation({ repositories: [repository] }), openBrowser()]);
    await specline.sandbox!.github.control.createRepository({ repository, files: featureFiles(['001-alpha']), message: 'Plan', collaborators: { 'specline-bot': 'write', 'specline-reader': 'read' } });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await specline?.end();
  }, 60_000);

  it('leads from a preview that costs nothing to a pull request, watched live', async () => {
    const { context, page, complaints } = await visit(browser, { width: 1440 });
    await enter(page, specline.url, specline.operator.token, '/start');
    await page.getByLabel('Repository').fill(repository);
    await page.getByRole('button', { name: 'Show features' }).click();
    await page.getByRole('link', { name: 'Preview the next phase' }).click();
    const preview = page.getByRole('region', { name: 'What a run would do' });
    await preview.getByText('T001', { exact: true }).waitFor();
    await preview.getByText('The prompt, word for word').click();
    await preview.getByText('[specline:').first().waitFor();
    await keepScreenshot(page, 'preview-1440-light');
    expect(await specline.sandbox!.github.control.pullRequests({ repository })).toEqual([]);

    await preview.getByRole('button', { name: 'Run the phase' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
    await page.getByText('Succeeded', { exact: true }).first().waitFor({ timeout: 60_000 });
    const [pull] = await specline.sandbox!.github.control.pullRequests({ repository });
    await page.getByRole('link', { name: `#${pull?.number}` }).first().waitFor();
    await page.getByRole('tab', { name: 'Patch' }).click();
    await page.getByText('src/001-alpha/setup.ts').first().waitFor();
    await keepScreenshot(page, 'run-1440-light');
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);
});
