import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { workspace } from '../src/places.ts';

const without = join(workspace, 'tools/bench/src/workers/withoutCompiling.mjs');
const program = "import('@ballast/tensor').then((tensor) => console.log(Object.keys(tensor).sort().join()))";

function exports(...options: readonly string[]): string {
  return execFileSync(process.execPath, ['--import', 'tsx', ...options, '--eval', program], {
    cwd: workspace,
    encoding: 'utf8',
  });
}

it('has all of what it takes the place of', () => {
  expect(exports('--import', without)).toBe(exports());
});
