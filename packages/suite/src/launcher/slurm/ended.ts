import { accountedState, askAccount, askQueue, type QueuedElement } from './queue.ts';
import type { WaveFolder } from './wave.ts';

/** What the accounting database says of jobs that have not ended: it may hear of a change after the queue. */
const goingOn = new Set(['PENDING', 'RUNNING', 'REQUEUED', 'RESIZING', 'SUSPENDED']);
const marginSeconds = 3600;

/**
 * Elements of waves that have ended, in the order in which they were submitted, each with the state in which it did:
 * `COMPLETED`, `CANCELLED`, `TIMEOUT`, … From the accounting database, where there is one, and of what the controller
 * still remembers: some versions keep no account of a waiting element that was cancelled by itself.
 */
export async function readEnded(waves: readonly WaveFolder[]): Promise<QueuedElement[]> {
  const names = `--name=${waves.map(({ name }) => name).join(',')}`;
  const age = Math.ceil(Math.max(...waves.map((wave) => wave.ageSeconds()))) + marginSeconds;
  const [accounted, remembered] = await Promise.all([readAccount(names, age), askQueue([names, '--states=all'])]);
  return [...accounted, ...('elements' in remembered ? remembered.elements : [])].filter(hasEnded);
}

async function readAccount(names: string, ageSeconds: number): Promise<QueuedElement[]> {
  const choice = [names, `--starttime=now-${String(ageSeconds)}`];
  const lines = await askAccount(choice, ['JobName', 'JobID', 'State', 'NodeList']);
  return lines.flatMap(parseAccount);
}

function hasEnded({ state }: QueuedElement): boolean {
  return !goingOn.has(state);
}

/** `ballast-digits-m3x|12_3|CANCELLED by 1000|node7`; elements that never started together: `12_[0-3,7]`. */
function parseAccount(line: string): QueuedElement[] {
  const [wave = '', id = '', state = '', node = ''] = line.split('|');
  const [, job = '', elements = ''] = /^(\d+)_\[?([\d,-]+)(?:%\d+)?\]?$/.exec(id) ?? [];
  return elementsOf(elements).map((element) => ({
    wave,
    element,
    job: `${job}_${String(element)}`,
    state: accountedState(state) ?? '',
    reason: '',
    node: node === 'None assigned' ? '' : node,
  }));
}

/** `0-3,7`: 0, 1, 2, 3, 7. */
function elementsOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').filter((number) => number !== '').map(Number); // prettier-ignore
    if (first === undefined || last === undefined) return [];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
