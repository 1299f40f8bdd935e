/** A piece of work that may need others done before it. */
export interface Schedulable {
  readonly id: string;
  /** Ids of tasks; those that are not scheduled count as done. */
  readonly dependsOn: readonly string[];
  /** How long it takes, in any unit. */
  readonly cost: number;
  /** Goes before all others as soon as it can run: it takes next to nothing and finishes something. */
  readonly isUrgent?: boolean;
}

/** Which task runs next: the one at the head of the longest chain of work, once all it needs is done. */
export class Schedule<T extends Schedulable> {
  private readonly waiting: Map<string, T>;
  private readonly running = new Map<string, T>();
  private readonly unfinished: Set<string>;
  private readonly priorities: ReadonlyMap<string, number>;

  constructor(tasks: Iterable<T>) {
    const all = [...tasks];
    this.priorities = chainLengths(all);
    const ordered = all.toSorted((left, right) => compare(this.priorityOf(right), this.priorityOf(left)));
    this.waiting = new Map(ordered.map((task) => [task.id, task]));
    this.unfinished = new Set(this.waiting.keys());
  }

  /** Nothing waits and nothing runs. */
  get isEmpty(): boolean {
    return this.unfinished.size === 0;
  }

  get size(): number {
    return this.unfinished.size;
  }

  /** Takes a task out of those that wait; undefined when each of them needs another one first. */
  start(): T | undefined {
    for (const task of this.waiting.values()) {
      if (task.dependsOn.some((id) => this.unfinished.has(id))) continue;
      this.waiting.delete(task.id);
      this.running.set(task.id, task);
      return task;
    }
    return undefined;
  }

  succeed(id: string): void {
    this.running.delete(id);
    this.unfinished.delete(id);
  }

  /** The task and all that need it, directly or not: none of them will run. */
  fail(id: string): T[] {
    const lost = this.takeDependents(id);
    const failed = this.running.get(id);
    this.succeed(id);
    return failed === undefined ? lost : [failed, ...lost];
  }

  private takeDependents(id: string): T[] {
    const direct = [...this.waiting.values()].filter((task) => task.dependsOn.includes(id));
    for (const task of direct) {
      this.waiting.delete(task.id);
      this.unfinished.delete(task.id);
    }
    return direct.flatMap((task) => [task, ...this.takeDependents(task.id)]);
  }

  private priorityOf(task: T): number {
    return task.isUrgent === true ? Number.POSITIVE_INFINITY : (this.priorities.get(task.id) ?? task.cost);
  }
}

/** A difference would be no number for two infinities. */
function compare(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** The cost of each task with the costliest chain of tasks that wait for it. */
function chainLengths(tasks: readonly Schedulable[]): Map<string, number> {
  const lengths = new Map<string, number>();
  const followers = new Map<string, Schedulable[]>();
  for (const task of tasks) {
    for (const id of task.dependsOn) followers.set(id, [...(followers.get(id) ?? []), task]);
  }
  const lengthOf = (task: Schedulable): number => {
    const known = lengths.get(task.id);
    if (known !== undefined) return known;
    const length = task.cost + Math.max(0, ...(followers.get(task.id) ?? []).map(lengthOf));
    lengths.set(task.id, length);
    return length;
  };
  tasks.forEach(lengthOf);
  return lengths;
}
