import { spawnSync } from 'node:child_process';

/** The commit that a folder stands at, with `-dirty` where it was changed since; undefined outside of Git. */
export function gitCommit(folder: string): string | undefined {
  const describe = ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
  const { status, stdout } = spawnSync('git', ['-C', folder, ...describe], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
