import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../src/buildSite.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-site-'));
const docs = resolve(import.meta.dirname, '..', '..', '..', 'docs');

let problems: readonly string[];
let pages: readonly string[];

beforeAll(async () => {
  problems = await buildSite(folder);
  pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
}, 240_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the docs site', () => {
  it('is built from sources without a problem', () => {
    expect(problems).toEqual([]);
  });

  it('has every page of the docs, all plugins with their options, and the interfaces of the packages', () => {
    const text = pages.map((page) => textOf(page)).join('\n');
    const titles = ['.', 'methods'].flatMap((group) =>
      readdirSync(join(docs, group))
        .filter((file) => file.endsWith('.md'))
        .map((file) => /^# (.+)$/m.exec(readFileSync(join(docs, group, file), 'utf8'))?.[1] ?? file),
    );
    expect(titles.length).toBeGreaterThan(20);
    for (const title of titles) expect(text).toContain(title.replaceAll('&', '&amp;'));
    const plugins = textOf(pages.find((page) => page.endsWith('Plugins.html')) ?? 'index.html');
    for (const known of ['curvenet', 'hiddenSize', 'forward-mode']) expect(plugins).toContain(known);
    expect(pages.some((page) => page.includes('interfaces/') && page.endsWith('MetaOptimizer.html'))).toBe(true);
  });

  it('has no link to a page, heading or picture that is not there', () => {
    const broken = pages.flatMap((page) => linksOf(page).filter((link) => !leadsSomewhere(page, link)));
    expect(broken).toEqual([]);
  });

  it('asks no network for anything', () => {
    const loaded = pages.flatMap((page) => [
      ...textOf(page).matchAll(/<(?:script|img|iframe)[^>]* src="(https?:[^"]*)"|<link[^>]* href="(https?:[^"]*)"/g),
    ]);
    expect(loaded.map(([tag]) => tag)).toEqual([]);
  });
});

const read = new Map<string, string>();

function textOf(page: string): string {
  const known = read.get(page) ?? readFileSync(join(folder, page), 'utf8');
  read.set(page, known);
  return known;
}

function linksOf(page: string): string[] {
  const links = [...textOf(page).matchAll(/<(?:a|link|img|script)\b[^>]*? (?:href|src)="([^"]*)"/g)];
  return links.map(([, link]) => link as string).filter((link) => !/^(https?|mailto|data):/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), decodeURIComponent(path.replace(/\?.*/, '')));
  if (!existsSync(join(folder, target))) return false;
  if (heading === undefined || heading === '' || !target.endsWith('.html')) return true;
  return textOf(target).includes(`id="${decodeURIComponent(heading)}"`);
}
