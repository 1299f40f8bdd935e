import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const setupFolder = resolve(import.meta.dirname, '..');

/**
 * A workspace in a temporary folder with the real set-up in it. Python and the wheel format are real; what
 * would download or compile for minutes (pip, npm, the compiler) is a script that a test can make hang or fail.
 */
export class World {
  readonly root = mkdtempSync(join(tmpdir(), 'ballast-native-'));
  readonly native = join(this.root, 'tools', 'native');
  readonly installed = join(this.native, 'node_modules');
  readonly staging = join(this.native, '.staging');
  private readonly programs = join(this.root, 'bin');

  constructor() {
    for (const part of ['setup.mjs', 'src', 'package.json', 'package-lock.json']) {
      cpSync(join(setupFolder, part), join(this.native, part), { recursive: true });
    }
    this.write('node_modules/@tensorflow/tfjs/package.json', '{ "name": "@tensorflow/tfjs", "version": "0.0.0" }');
    this.write('node_modules/@tensorflow/tfjs/index.js', tfjs);
    this.write('prefix/include/node/node_api.h', '');
    this.makeWheel();
    for (const [name, script] of Object.entries(programs)) {
      this.write(`bin/${name}`, `#!/bin/sh\n${script}`);
      chmodSync(join(this.programs, name), 0o755);
    }
  }

  /** Runs the set-up to its end. */
  setUp(options: string[] = [], path = this.path): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, this.command(options), {
      env: this.environment(path),
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  /** Starts the set-up and waits until it is in the middle of the download. */
  async setUpHanging(): Promise<ChildProcess> {
    this.write('hang', '');
    const child = spawn(process.execPath, this.command([]), { env: this.environment(this.path), stdio: 'ignore' });
    while (!existsSync(join(this.root, 'hanging'))) await new Promise((wake) => setTimeout(wake, 20));
    rmSync(join(this.root, 'hang'));
    return child;
  }

  write(file: string, content: string): void {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private get path(): string {
    return `${this.programs}:${process.env['PATH'] ?? ''}`;
  }

  private command(options: string[]): string[] {
    return [join(this.native, 'setup.mjs'), ...options];
  }

  private environment(path: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PATH: path,
      WORLD: this.root,
      REAL_PATH: process.env['PATH'],
      BALLAST_NODE_PREFIX: join(this.root, 'prefix'),
      CXX: undefined,
      MAKE: undefined,
    };
  }

  private makeWheel(): void {
    const wheel = join(this.root, 'wheel', 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
    mkdirSync(dirname(wheel));
    spawnSync('python3', ['-c', zip, wheel]);
    const sha256 = createHash('sha256').update(readFileSync(wheel)).digest('hex');
    this.write('tools/native/requirements-cpu.txt', `tensorflow-cpu==2.21.0 --hash=sha256:${sha256}\n`);
  }
}

const zip = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    for name in ("libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "include/tensorflow/c/c_api.h", "python/unused.py"):
        wheel.writestr("tensorflow/" + name, name)
`;

const tfjs = `
class Tensor { dataSync() { return [11]; } }
module.exports = { Tensor, getBackend: () => 'tensorflow', matMul: () => new Tensor(), backend: () => ({ binding: {} }) };
`;

const programs = {
  python3: `
if [ "$3" = download ]; then
  if [ -e "$WORLD/hang" ]; then touch "$WORLD/hanging"; sleep 10; fi
  for destination; do :; done
  echo downloading
  cp "$WORLD"/wheel/*.whl "$destination"
elif [ "$2" != pip ]; then
  PATH="$REAL_PATH" exec python3 "$@"
fi
`,
  npm: `
if [ "$1" = ci ]; then
  scope="$3/node_modules/@tensorflow"
  mkdir -p "$scope"
  cp -r "$WORLD/node_modules/@tensorflow/tfjs" "$scope/tfjs"
  mkdir "$scope/tfjs-node-gpu"
  echo "module.exports = require('@tensorflow/tfjs');" > "$scope/tfjs-node-gpu/index.js"
elif [ "$1" = run ]; then
  if [ -e "$WORLD/broken" ]; then echo 'error: unknown type'; exit 1; fi
  cat "$3/deps/lib/libtensorflow.so" "$3/deps/lib/libtensorflow_framework.so" "$3/deps/include/tensorflow/c/c_api.h"
fi
`,
  'g++': '',
  make: '',
};
