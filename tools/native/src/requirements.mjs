import { spawnSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const gigabyte = 1e9;
/** With CUDA: the library and headers (1.7), the wheel (0.6), the packages before tfjs is shared (0.3). */
const neededBytes = 3 * gigabyte;

/** The folder above `bin/node`; a distribution's own layout may differ, hence the variable. */
export function nodePrefix() {
  return process.env.BALLAST_NODE_PREFIX ?? resolve(dirname(process.execPath), '..');
}

/** What the native set-up stands on, each with the way to get it. */
const requirements = [
  {
    name: 'Linux on x86-64',
    remedy: 'There is no TensorFlow library for this platform here; the wasm backend does everything, only slower.',
    present: () => process.platform === 'linux' && process.arch === 'x64',
  },
  {
    name: 'glibc 2.27 or newer',
    remedy: 'Use a distribution with glibc (Debian, Ubuntu, Fedora …), not musl; or stay on the wasm backend.',
    present: () => process.platform !== 'linux' || glibcIsAtLeast(2, 27),
  },
  {
    name: "the workspace's packages (@tensorflow/tfjs)",
    remedy: 'Run: npm ci',
    present: ({ root }) => existsSync(join(root, 'node_modules', '@tensorflow', 'tfjs', 'package.json')),
  },
  { name: 'npm', remedy: 'It comes with Node: https://nodejs.org', present: () => runs('npm', '--version') },
  {
    name: 'python3',
    remedy: 'Debian, Ubuntu: apt-get install python3 python3-pip; Fedora: dnf install python3 python3-pip',
    present: () => runs('python3', '--version'),
  },
  {
    name: 'pip of python3',
    remedy: 'Debian, Ubuntu: apt-get install python3-pip; elsewhere: python3 -m ensurepip',
    present: () => runs('python3', '-m', 'pip', '--version'),
  },
  {
    name: 'a C++ compiler (g++, or what CXX names)',
    remedy: 'Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++',
    present: () => runs(process.env.CXX ?? 'g++', '--version'),
  },
  {
    name: 'make',
    remedy: 'Debian, Ubuntu: apt-get install make; Fedora: dnf install make',
    present: () => runs(process.env.MAKE ?? 'make', '--version'),
  },
  {
    name: "Node's headers (include/node/node_api.h)",
    remedy:
      'They come with Node from nodejs.org, nvm and fnm; Debian, Ubuntu: apt-get install libnode-dev. ' +
      'Elsewhere set BALLAST_NODE_PREFIX to the folder that holds include/node.',
    present: () => existsSync(join(nodePrefix(), 'include', 'node', 'node_api.h')),
  },
  {
    name: `${String(neededBytes / gigabyte)} GB of free disk space`,
    remedy: 'Make room on the disk that holds the workspace.',
    present: ({ root }) => freeBytes(root) >= neededBytes,
  },
];

/** The requirements that this machine does not meet, as `{ name, remedy }`. */
export function missingRequirements(places) {
  return requirements.filter(({ present }) => !present(places)).map(({ name, remedy }) => ({ name, remedy }));
}

function runs(command, ...options) {
  return spawnSync(command, options, { stdio: 'ignore' }).status === 0;
}

function glibcIsAtLeast(major, minor) {
  const version = process.report.getReport().header.glibcVersionRuntime;
  if (version === undefined) return false;
  const [foundMajor, foundMinor] = version.split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
