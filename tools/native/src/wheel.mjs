import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, SetupError } from './command.mjs';

/** The wheel that a requirements file pins: `{ file, name, version, sha256 }`. */
export function pinnedWheel(home, variant) {
  const file = join(home, `requirements-${variant}.txt`);
  const [, name, version, sha256] = /^(\S+)==(\S+) --hash=sha256:([0-9a-f]{64})$/m.exec(readFileSync(file, 'utf8'));
  return { file, name, version, sha256 };
}

/**
 * The path of the pinned wheel, downloaded unless it lies there already.
 * @throws SetupError when pip cannot get it, or it is another file than the pinned one.
 */
export async function obtainWheel(pinned, { wheels, staging }, say) {
  const kept = keptWheel(pinned, wheels);
  if (kept !== undefined) {
    if ((await sha256Of(kept)) === pinned.sha256) {
      say(`${pinned.name} ${pinned.version} lies in ${wheels} already.`);
      return kept;
    }
    say(`${kept} is damaged: downloading it again.`);
    rmSync(kept);
  }
  return download(pinned, wheels, join(staging, 'wheel'));
}

async function download(pinned, wheels, destination) {
  mkdirSync(destination, { recursive: true });
  const wanted = ['--no-deps', '--require-hashes', '--requirement', pinned.file];
  // One wheel for every machine: only its library is used, so the Python that it was built for does not matter.
  const build = ['--only-binary=:all:', '--python-version', '3.11', '--platform', 'manylinux_2_27_x86_64'];
  await run('python3', ['-m', 'pip', 'download', ...wanted, ...build, '--dest', destination]);
  const [file] = readdirSync(destination);
  if (file === undefined || (await sha256Of(join(destination, file))) !== pinned.sha256) {
    throw new SetupError(`pip gave another file than the pinned ${pinned.name} ${pinned.version}.`);
  }
  mkdirSync(wheels, { recursive: true });
  renameSync(join(destination, file), join(wheels, file));
  return join(wheels, file);
}

function keptWheel({ name, version }, wheels) {
  if (!existsSync(wheels)) return undefined;
  const beginning = `${name.replaceAll('-', '_')}-${version}-`;
  const file = readdirSync(wheels).find((candidate) => candidate.startsWith(beginning) && candidate.endsWith('.whl'));
  return file === undefined ? undefined : join(wheels, file);
}

async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
