import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Machine } from '../machine.ts';
import { page, resultsFolder } from '../places.ts';
import type { Findings, Section, Settings } from '../section.ts';
import { markdownOf } from './markdown.ts';

/** The JSON file of a section, and its marked part of the page. @returns the part */
export async function writeFindings(
  section: Section,
  settings: Settings,
  machine: Machine,
  findings: Findings,
): Promise<string> {
  mkdirSync(resultsFolder, { recursive: true });
  const json = JSON.stringify({ section: section.name, machine, settings, ...findings }, undefined, 2);
  writeFileSync(join(resultsFolder, `${section.name}.json`), `${json}\n`);
  const part = markdownOf(machine, findings);
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '# Performance\n';
  const written = withPart(text, section, part);
  writeFileSync(page, await format(written, { ...(await resolveConfig(page)), filepath: page }));
  return part;
}

/** The page with what stands between a section's marks replaced; a section without marks is put at the end. */
export function withPart(text: string, { name, title }: Pick<Section, 'name' | 'title'>, part: string): string {
  const begin = `<!-- npm run bench -- ${name}: from here to the next mark, written by the bench -->`;
  const end = `<!-- end of ${name} -->`;
  const marked = `${begin}\n\n${part}\n\n${end}`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return `${text.trimEnd()}\n\n## ${title}\n\n${marked}\n`;
  return text.slice(0, from) + marked + text.slice(to + end.length);
}
