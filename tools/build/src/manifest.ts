import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist, readManifest, type Manifest } from './workspace.ts';

/** What only the workspace needs. */
const ownOnly = ['private', 'devDependencies', 'nx', 'ballast', 'scripts'];

/** The manifest that users install: exports of JavaScript with types, nothing of the workspace. */
export function writeManifest(library: string): void {
  const manifest = readManifest(library);
  const kept = Object.entries(manifest).filter(([key]) => !ownOnly.includes(key));
  const published = {
    ...Object.fromEntries(kept),
    engines: { node: '>=20.19' },
    exports: { ...publishedExports(manifest), './package.json': './package.json' },
  };
  writeFileSync(join(dist, library, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}

function publishedExports({ exports = {} }: Manifest): Record<string, string | { types: string; default: string }> {
  const built = Object.entries(exports).filter(([, source]) => !source.startsWith('./test/'));
  return Object.fromEntries(built.map(([path, source]) => [path, publishedExport(source)]));
}

function publishedExport(source: string): string | { types: string; default: string } {
  if (!source.endsWith('.ts')) return source;
  return { types: source.replace(/\.ts$/, '.d.ts'), default: source.replace(/\.ts$/, '.js') };
}
