import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainDiskError, isLock, refusedWriting, tryLock, UserError, withLock } from '../src/index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a lock', () => {
  it('is held by one, and free again afterwards', () => {
    const file = join(folder, 'lock');
    const first = tryLock(file);
    if (!isLock(first)) throw new Error('a new lock is free');
    expect(tryLock(file)).toMatchObject({ pid: process.pid });
    first.release();
    expect(isLock(tryLock(file))).toBe(true);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('counts for nothing when its process is gone, or its number has gone to another process', () => {
    const file = join(folder, 'lock');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const first = tryLock(file);
    if (!isLock(first)) throw new Error('a new lock is free');
    const mine = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const gone = { ...mine, pid };
    const renumbered = { ...mine, started: '1' };
    for (const stale of mine['started'] === undefined ? [gone] : [gone, renumbered]) {
      writeFileSync(file, JSON.stringify(stale));
      expect(isLock(tryLock(file))).toBe(true);
    }
  });

  it('of another host counts as held', () => {
    const file = join(folder, 'lock');
    writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', started: '1' }));
    expect(tryLock(file)).toMatchObject({ host: 'elsewhere' });
  });

  it('is waited for by those who want to go one after the other', async () => {
    let [inside, most, done] = [0, 0, 0];
    const visit = async (): Promise<void> => {
      inside++;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
      done++;
    };
    const file = join(folder, 'lock');
    await Promise.all([1, 2, 3].map(() => withLock(file, visit)));
    await expect(withLock(file, () => Promise.reject(new Error('no more')))).rejects.toThrow('no more');
    expect([most, done]).toEqual([1, 3]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what a disk refuses', () => {
  const refusal = (code: string): Error => Object.assign(new Error(code), { code, path: 'results/x' });

  it.each(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EEXIST', 'ENOTDIR'])(
    '%s: is said in words',
    (code) => {
      expect(refusedWriting(refusal(code))?.what).toMatch(/\w+ \w+/);
      expect(refusedWriting(refusal(code))?.path).toBe('results/x');
      const explained = explainDiskError(refusal(code), 'here');
      expect(explained).toBeInstanceOf(UserError);
      expect((explained as UserError).message).toMatch(new RegExp(`^here: .*\\(${code}\\)\\.$`));
    },
  );

  it('tells a file that is not there from a place that cannot be written to', () => {
    expect(refusedWriting(refusal('ENOENT'))).toBeUndefined();
    expect((explainDiskError(refusal('ENOENT'), 'here') as Error).message).toBe('here: there is no such file or folder (ENOENT).'); // prettier-ignore
  });

  it('leaves every other error as it is', () => {
    const error = new TypeError('x');
    expect(refusedWriting(error)).toBeUndefined();
    expect(refusedWriting(undefined)).toBeUndefined();
    expect(explainDiskError(error, 'here')).toBe(error);
  });
});
