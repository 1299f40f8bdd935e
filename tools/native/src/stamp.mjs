import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const name = '.ballast-native.json';

/** What an installation was made from: equal stamps, equal installations. */
export function stampFor(home, variant, pinned) {
  const lock = createHash('sha256')
    .update(readFileSync(join(home, 'package-lock.json')))
    .digest('hex');
  return { variant, library: `${pinned.name} ${pinned.version}`, wheel: pinned.sha256, lock };
}

/** The stamp of the installation in a `node_modules`, undefined where none was finished. */
export function readStamp(modules) {
  const file = join(modules, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** The last thing that is written before the installation is put in place. */
export function writeStamp(modules, stamp) {
  writeFileSync(join(modules, name), `${JSON.stringify(stamp, undefined, 2)}\n`);
}

export function sameStamp(first, second) {
  return JSON.stringify(first) === JSON.stringify(second);
}
