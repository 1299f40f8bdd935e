import { readFileSync, writeFileSync } from 'node:fs';

/** What a process has resident at most while something runs. Linux alone knows. */
export class PeakMemory {
  private readonly start = residentBytes('VmRSS');

  /** @returns bytes above the start of all measuring */
  async during(run: () => unknown): Promise<number> {
    writeFileSync('/proc/self/clear_refs', '5'); // the highest so far is forgotten
    await run();
    return residentBytes('VmHWM') - this.start;
  }
}

function residentBytes(entry: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes = '0'] = new RegExp(`${entry}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
