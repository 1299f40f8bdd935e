import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const workspace = resolve(import.meta.dirname, '..', '..', '..', '..');

/** Every page that tells people what to type, from the workspace's root. */
export const pages: readonly string[] = [
  'README.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/methods'),
  ...pagesIn('experiments'),
  ...readdirSync(join(workspace, 'packages')).flatMap((name) => pagesIn(`packages/${name}`)),
];

function pagesIn(folder: string): string[] {
  const files = readdirSync(join(workspace, folder)).filter((name) => name.endsWith('.md'));
  return files.sort().map((name) => `${folder}/${name}`);
}

export function readPage(page: string): string {
  return readFileSync(join(workspace, page), 'utf8');
}

/** The first YAML block of a page that holds a text. @throws Error when there is none. */
export function yamlBlock(page: string, text: string): string {
  const blocks = [...readPage(page).matchAll(/^```yaml[^\n]*\n(.*?)^```$/gms)].map(([, block]) => block as string);
  const found = blocks.find((block) => block.includes(text));
  if (found === undefined) throw new Error(`${page} has no YAML block with ${text}`);
  return found;
}
