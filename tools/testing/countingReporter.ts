import type { Reporter, TestModule } from 'vitest/node';

/** Closes every test run with one plain line: `N passed, N failed, N skipped`. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'pending' ? 'skipped' : state] += 1;
      }
      if (module.errors().length > 0) count.failed += 1;
    }
    const line = `${String(count.passed)} passed, ${String(count.failed)} failed, ${String(count.skipped)} skipped`;
    // The default reporter writes its own summary on the same tick.
    setImmediate(() => process.stdout.write(`\n${line}\n`));
  }
}
