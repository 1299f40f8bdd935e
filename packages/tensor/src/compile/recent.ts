/** The values that were asked for last. */
export class Recent<T> {
  private readonly entries = new Map<string, T>();

  constructor(
    private readonly capacity: number,
    private readonly release: (value: T) => void,
  ) {}

  find(key: string): T | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.putLast(key, value);
    return value;
  }

  /** @param key that nothing is kept under */
  add(key: string, value: T): T {
    this.putLast(key, value);
    if (this.entries.size > this.capacity) this.dropOldest();
    return value;
  }

  clear(): void {
    while (this.entries.size > 0) this.dropOldest();
  }

  private putLast(key: string, value: T): void {
    // A map is ordered by insertion.
    this.entries.delete(key);
    this.entries.set(key, value);
  }

  private dropOldest(): void {
    for (const [key, value] of this.entries) {
      this.entries.delete(key);
      this.release(value);
      return;
    }
  }
}
