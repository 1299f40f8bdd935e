import { join, resolve } from 'node:path';

/** The folder of the native installation: `tools/native` of the workspace. */
export const home = resolve(import.meta.dirname, '..');

/** Where everything of one installation lies. */
export function placesOf(folder = home) {
  const root = resolve(folder, '../..');
  const stagings = join(folder, '.staging');
  const staging = join(stagings, String(process.pid));
  return {
    home: folder,
    root,
    /** Wheels are kept here, so that a renewal needs no download. */
    wheels: join(root, '.cache', 'tensorflow'),
    /** One folder a running set-up, named after its process; what an interrupted one left is removed by the next. */
    stagings,
    staging,
    log: join(staging, 'log.txt'),
    /** Appears by one rename, complete. */
    installed: join(folder, 'node_modules'),
  };
}

/** `tfjs-node-gpu` is its name for CUDA and CPU alike: the library beside it decides. */
export function packageIn(modules) {
  return join(modules, '@tensorflow', 'tfjs-node-gpu');
}
