import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { packageIn } from './places.mjs';
import { nodePrefix } from './requirements.mjs';

/** Installs the locked packages without their scripts: the binding's own would start a download. */
export async function installPackages({ home, staging, log }) {
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(home, file), join(staging, file));
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['ci', '--prefix', staging, ...quiet], { cwd: staging, log });
}

/** Lays the wheel's library where the binding looks for it: `deps/lib`, `deps/include`. */
export async function placeLibrary(wheel, { staging, log }) {
  const unpacked = join(staging, 'unpacked');
  await run('python3', [join(import.meta.dirname, 'unpack.py'), wheel, unpacked], { log });
  const deps = join(packageIn(join(staging, 'node_modules')), 'deps');
  const library = join(deps, 'lib');
  mkdirSync(library, { recursive: true });
  renameSync(join(unpacked, 'tensorflow', 'include'), join(deps, 'include'));
  for (const [file, alias] of [
    ['libtensorflow_cc.so.2', 'libtensorflow.so'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
  ]) {
    renameSync(join(unpacked, 'tensorflow', file), join(library, file));
    symlinkSync(file, join(library, alias)); // the linker asks for one name, the loader for the other
  }
}

/** Compiles the binding against the library (`node-pre-gyp install --build-from-source`). */
export async function compileBinding({ staging, log }) {
  const folder = packageIn(join(staging, 'node_modules'));
  // Without the prefix node-gyp would fetch Node's headers from the network.
  const env = { npm_package_config_node_gyp_nodedir: nodePrefix() };
  await run('npm', ['run', '--prefix', folder, 'build-addon-from-source'], { cwd: folder, env, log });
}

/** Leaves one tfjs, the workspace's: a second copy would have tensor classes of its own. */
export function shareTfjs({ staging }) {
  const scope = join(staging, 'node_modules', '@tensorflow');
  for (const name of readdirSync(scope)) {
    if (name !== 'tfjs-node-gpu') rmSync(join(scope, name), { recursive: true });
  }
}

/** Loads the staged binding in a process of its own and computes with it, before anybody else does. */
export async function verifyBinding({ staging, root, log }) {
  await run(process.execPath, verification(staging, root), { log });
}

/** Whether what is installed still loads, after an update of Node or of the system, say. */
export function installedBindingLoads({ home, root }) {
  return spawnSync(process.execPath, verification(home, root), { stdio: 'ignore' }).status === 0;
}

function verification(folder, root) {
  return [join(import.meta.dirname, 'verify.mjs'), folder, root];
}
