import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderGallery } from '../src/suspects/gallery.ts';

const program = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { timeout: 20_000 }).status === 0,
);
if (program === undefined) console.warn('skipped: the gallery in a browser (install chromium to run it)');

const paths = ['a.png', '=cmd,"x".png', '</script><b>.png', 'd.png', 'never marked.png'];
const page = renderGallery({
  title: 'Suspects',
  classNames: ['cat', '<dog>', 'cow'],
  suspects: paths.map((path, at) => ({
    ...{ rank: at + 1, path, index: at, givenLabel: 'cat', suggestedLabel: '<dog>' },
    ...{ weight: 0.1, loss: 2, agreement: 1, seeds: 1 },
  })),
  thumbnails: [],
  explanation: 'Made up for this test.',
});

describe.skipIf(program === undefined)('the gallery in headless Chromium', () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ballast-gallery-'));
    writeFileSync(join(folder, 'suspects.html'), page);
    const executablePath = spawnSync('which', [program!], { encoding: 'utf8' }).stdout.trim();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is gone through with the keyboard, and saves the marks as a list that a data set trusts', async () => {
    const context = await browser.newContext({ offline: true, acceptDownloads: true });
    const tab = await context.newPage();
    const messages: string[] = [];
    tab.on('console', (message) => messages.push(message.text()));
    tab.on('pageerror', (error) => messages.push(error.message));
    await tab.goto(pathToFileURL(join(folder, 'suspects.html')).href);
    // Right, wrong, unsure; each mark goes on to the next image. The fourth is marked and taken back.
    for (const key of ['ArrowRight', 'r', 'w', 'u', 'r', 'ArrowLeft', 'Backspace']) await tab.keyboard.press(key);
    await tab.locator('article').nth(3).locator('select').selectOption('cow');
    const [download] = await Promise.all([tab.waitForEvent('download'), tab.click('#save')]);
    const file = join(folder, 'marks.csv');
    await download.saveAs(file);
    expect(readFileSync(file, 'utf8').trimEnd().split('\r\n')).toEqual([
      'path,label,mark,given,suggested',
      'a.png,cat,right,cat,<dog>',
      `"'=cmd,""x"".png",<dog>,wrong,cat,<dog>`,
      '</script><b>.png,,unsure,cat,<dog>',
      'd.png,cow,wrong,cat,<dog>',
    ]);
    expect(await tab.locator('#count').textContent()).toBe('4 of 5 marked');
    expect(messages).toEqual([]);
    await context.close();
  });

  it('asks before it is closed with marks that are not saved', async () => {
    const context = await browser.newContext({ offline: true, acceptDownloads: true });
    const asked = async (keys: readonly string[]): Promise<boolean> => {
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(join(folder, 'suspects.html')).href);
      for (const key of keys) await tab.keyboard.press(key);
      const closed = tab.waitForEvent('close').then(() => false);
      const dialog = tab.waitForEvent('dialog').then(async (one) => {
        await one.accept();
        return true;
      });
      dialog.catch(() => undefined);
      await tab.close({ runBeforeUnload: true });
      return Promise.race([closed, dialog]);
    };
    expect([await asked(['ArrowRight', 'r']), await asked(['ArrowRight'])]).toEqual([true, false]);
    await context.close();
  });

  it.each(['light', 'dark'] as const)('has no violation that axe knows of: %s', async (colorScheme) => {
    const context = await browser.newContext({ offline: true, colorScheme });
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(join(folder, 'suspects.html')).href);
    for (const key of ['ArrowRight', 'r', 'w', 'u']) await tab.keyboard.press(key);
    await tab.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await tab.evaluate<AxeResults>(`axe.run()`);
    expect(violations.map(({ id, help, nodes }) => `${id}: ${help} ${String(nodes[0]?.html)}`)).toEqual([]);
    await context.close();
  });
});
