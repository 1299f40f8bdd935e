/** Wakes everybody who waits for something to change. */
export class Announcement {
  private waiting: (() => void)[] = [];

  /** @param milliseconds after which it wakes without a change. */
  next(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  announce(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }
}
