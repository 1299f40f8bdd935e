import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `from './a.ts'`, `import('./a.ts')` and `import './a.ts'`, of relative paths alone. */
const specifier = /(\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.{1,2}\/[^'"\n]*)\.ts\2/g;

/** The compiler rewrites endings in static imports of code; in types and in imports at run time it leaves them. */
export function fixSpecifiers(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|d\.ts)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    const fixed = text.replaceAll(specifier, '$1$2$3.js$2');
    if (fixed !== text) writeFileSync(file, fixed);
  }
}
