/** The values that were asked for last, made where they are missing. */
export class Recent<T> {
  private readonly entries = new Map<string, T>();

  constructor(
    private readonly capacity: number,
    private readonly release: (value: T) => void,
  ) {}

  get(key: string, make: () => T): T {
    const value = this.entries.get(key) ?? make();
    // A map is ordered by insertion: the latest stands last.
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.capacity) this.dropOldest();
    return value;
  }

  clear(): void {
    while (this.entries.size > 0) this.dropOldest();
  }

  private dropOldest(): void {
    for (const [key, value] of this.entries) {
      this.entries.delete(key);
      this.release(value);
      return;
    }
  }
}
