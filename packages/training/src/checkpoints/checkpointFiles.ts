import { rmSync } from 'node:fs';
import { disposeReplaced } from '../tensors/groups.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.ts';

/**
 * The checkpoint of a phase, after every epoch. A file system that replaces a file writes the new one out at once (ext4
 * does, lest a crash of the machine leave neither), which takes longer than a short epoch. So the file is replaced
 * once a second, and what comes between stands in a second one, whose old form is removed first.
 */
export class CheckpointFiles {
  private replacedAt = Number.NEGATIVE_INFINITY;
  private readonly recentFile: string;

  /** @param file what stands there alone after the last epoch */
  constructor(
    readonly file: string,
    private readonly secondsBetweenReplacements = 1,
  ) {
    this.recentFile = `${file}.recent`;
  }

  /** @throws UserError when the disk is full. */
  write(checkpoint: Checkpoint, isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.replacedAt < 1000 * this.secondsBetweenReplacements) {
      writeCheckpoint(this.file, checkpoint, this.recentFile);
      return;
    }
    writeCheckpoint(this.file, checkpoint);
    rmSync(this.recentFile, { force: true });
    this.replacedAt = now;
  }

  /** The one with the most epochs; undefined when there is none. @throws Error when none of them can be read. */
  read(): Checkpoint | undefined {
    const recent = attempt(() => readCheckpoint(this.recentFile));
    if (recent === undefined) return readCheckpoint(this.file);
    const replaced = attempt(() => readCheckpoint(this.file));
    const [chosen, other] =
      replaced !== undefined && replaced.epochsDone > recent.epochsDone ? [replaced, recent] : [recent, replaced];
    disposeReplaced(other?.tensors ?? {}, {});
    return chosen;
  }
}

/** Undefined for a file that a crash of the machine has damaged: the other one is older, and whole. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
