import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '@ballast/core';
import { produceOnce } from '../src/files/produceOnce.ts';
import { temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
let number = 0;
const newTarget = () => join(folder, String(number++), 'target');

describe('produceOnce', () => {
  it('puts a result in place when it is whole, once for all who ask', async () => {
    const target = newTarget();
    let calls = 0;
    const produce = async (temporary: string) => {
      calls++;
      writeFileSync(temporary, 'half');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(existsSync(target)).toBe(false);
      writeFileSync(temporary, 'whole');
    };
    await Promise.all([1, 2, 3].map(() => produceOnce(target, produce)));
    expect([calls, readFileSync(target, 'utf8')]).toEqual([1, 'whole']);
    expect(readdirSync(join(target, '..'))).toEqual(['target']);
  });

  it('removes what a failure or a killed process left, or keeps it to go on with', async () => {
    const target = newTarget();
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(`${target}.part`, 'left behind');
    const fail = (temporary: string) => {
      expect(existsSync(temporary)).toBe(false);
      writeFileSync(temporary, 'half');
      return Promise.reject(new Error('no more'));
    };
    await expect(produceOnce(target, fail)).rejects.toThrow('no more');
    expect(readdirSync(join(target, '..'))).toEqual([]);
    await expect(produceOnce(target, fail, { keepUnfinished: true })).rejects.toThrow('no more');
    expect(readdirSync(join(target, '..'))).toEqual(['target.part']);
  });

  it('does not wait for a process that was killed', async () => {
    const target = newTarget();
    mkdirSync(join(target, '..'), { recursive: true });
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(`${target}.lock`, JSON.stringify({ pid, host: hostname() }));
    await produceOnce(target, (temporary) => {
      writeFileSync(temporary, 'whole');
      return Promise.resolve();
    });
    expect(readdirSync(join(target, '..'))).toEqual(['target']);
  });

  it('says what the disk refused', async () => {
    const target = newTarget();
    const refused = (code: string) =>
      produceOnce(target, () => Promise.reject(Object.assign(new Error(code), { code, syscall: 'write' })));
    await expect(refused('ENOSPC')).rejects.toThrow(UserError);
    await expect(refused('ENOSPC')).rejects.toThrow(`${target}: the disk is full (ENOSPC).`);
    await expect(refused('EROFS')).rejects.toThrow(/read-only/);
  });
});
