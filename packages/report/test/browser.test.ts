import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureFiles } from '../src/figures/figures.ts';
import { renderReport } from '../src/report/renderReport.ts';
import { completeResults } from './fixtures/realistic.ts';

const program = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { timeout: 20_000 }).status === 0,
);
if (program === undefined) console.warn('skipped: the report in a browser (install chromium to run it)');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { width: 375, height: 720 };

/** Run inside the page, by text: the tests themselves know no browser globals. */
const focused = `(() => {
  const { activeElement: element } = document;
  const box = element.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight;
  return { what: element.tagName + ' ' + (element.getAttribute('aria-label') ?? element.textContent), inside };
})()`;

async function unfold(page: Page): Promise<void> {
  await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
}

describe.skipIf(program === undefined)('the report in headless Chromium', () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'ballast-report-'));
    writeFileSync(path.join(folder, 'report.html'), renderReport(completeResults()));
    browser = await chromium.launch({
      executablePath: spawnSync('which', [program!], { encoding: 'utf8' }).stdout.trim(),
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the report without a network; what the page asks for and what the console says is kept. */
  async function withPage<T>(
    options: BrowserContextOptions,
    use: (page: Page, seen: { requests: string[]; messages: string[] }) => Promise<T>,
    file = 'report.html',
  ): Promise<T> {
    const context = await browser.newContext({ offline: true, ...options });
    try {
      const page = await context.newPage();
      const seen = { requests: [] as string[], messages: [] as string[] };
      page.on('request', (request) => seen.requests.push(request.url()));
      page.on('console', (message) => seen.messages.push(message.text()));
      page.on('pageerror', (error) => seen.messages.push(error.message));
      await page.goto(pathToFileURL(path.join(folder, file)).href);
      return await use(page, seen);
    } finally {
      await context.close();
    }
  }

  it('asks for nothing but itself, and the console stays empty', async () => {
    await withPage({}, async (page, { requests, messages }) => {
      expect(await page.title()).toContain('FIXTURE');
      expect(await page.locator('figure svg[role=img]').count()).toBeGreaterThan(7);
      expect(requests).toHaveLength(1);
      expect(messages).toEqual([]);
    });
  });

  it('may ask for nothing: its own policy refuses, and the console says so', async () => {
    const tampered = renderReport(completeResults()).replace('<h1>', '<img src="https://example.invalid/x.png"><h1>');
    writeFileSync(path.join(folder, 'tampered.html'), tampered);
    await withPage(
      {},
      (_, { messages }) => {
        expect(messages.join('\n')).toContain('Content Security Policy');
        return Promise.resolve();
      },
      'tampered.html',
    );
  });

  it.each([
    ['light, unfolded', { colorScheme: 'light' }],
    ['dark, unfolded', { colorScheme: 'dark' }],
    ['phone', { viewport: phone }],
    ['dark phone', { viewport: phone, colorScheme: 'dark' }],
  ] as const)('has no violation that axe knows of: %s', async (name, options) => {
    await withPage(options, async (page) => {
      if (name.includes('unfolded')) await unfold(page);
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate<AxeResults>(`axe.run()`);
      const found = violations.map(({ id, help, nodes }) => `${id}: ${help} ${String(nodes[0]?.html)}`);
      expect(found).toEqual([]);
      expect(passes.length).toBeGreaterThan(20);
    });
  });

  it('differs between light and dark', async () => {
    const paper = (colorScheme: 'light' | 'dark') =>
      withPage({ colorScheme }, (page) => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`));
    expect(await paper('light')).not.toBe(await paper('dark'));
  });

  it.each([320, 375, 768, 1100, 1280])('does not scroll sideways at %i pixels, unfolded', async (width) => {
    await withPage({ viewport: { width, height: 700 } }, async (page) => {
      await unfold(page);
      expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(width);
      await page.evaluate(`scrollTo(1000, 0)`);
      expect(await page.evaluate(`scrollX`)).toBe(0);
    });
  });

  it('shows every column of six settings on a desktop', async () => {
    await withPage({ viewport: { width: 1280, height: 900 } }, async (page) => {
      const table = page.getByRole('region', { name: 'Accuracy on test after the last epoch' });
      expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    });
  });

  it('is all reached by the keyboard, what is reached is in sight, and Enter unfolds', async () => {
    await withPage({ viewport: phone }, async (page) => {
      const stops = await page.locator('a, summary, [tabindex="0"]').count();
      const reached: string[] = [];
      for (let stop = 0; stop < stops; stop++) {
        await page.keyboard.press('Tab');
        const { what, inside } = await page.evaluate<{ what: string; inside: boolean }>(focused);
        if (what.startsWith('BODY')) break;
        expect({ what, inside }).toEqual({ what, inside: true });
        reached.push(what);
        if (what.startsWith('SUMMARY The resolved suite')) await page.keyboard.press('Enter');
      }
      expect(reached[0]).toContain('Skip to the results');
      expect(reached.filter((what) => what.startsWith('A ')).length).toBe(await page.locator('a').count());
      expect(reached.join('\n')).toContain('DIV Accuracy on test after the last epoch');
      expect(reached.join('\n')).toContain('PRE The resolved suite');
    });
  });

  it('prints on white, folded parts too', async () => {
    await withPage({ colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(255, 255, 255)');
      expect(await page.locator('pre', { hasText: '"hidden"' }).isVisible()).toBe(true);
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
    });
  });

  it('has figures that are valid SVG files without its style sheet', async () => {
    await withPage({}, async (page) => {
      const files = figureFiles(completeResults());
      expect(files.size).toBeGreaterThan(20);
      for (const [name, svg] of files) {
        expect(svg).not.toMatch(/var\(|currentColor|class="plots"/);
        const problem = await page.evaluate<string>(
          `(() => {
            const parsed = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml');
            const { documentElement: root } = parsed;
            if (root.namespaceURI !== 'http://www.w3.org/2000/svg') return 'no SVG';
            return parsed.querySelector('parsererror')?.textContent ?? '';
          })()`,
        );
        expect(`${name}: ${problem}`).toBe(`${name}: `);
      }
    });
  });
});
