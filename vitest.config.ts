import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'plugins/*/test/**/*.test.ts', 'tools/*/test/**/*.test.ts'],
    reporters: ['default', './tools/testing/countingReporter.ts'],
    setupFiles: ['./tools/testing/propertySeed.ts'],
    pool: 'forks',
    // One backend for everybody, installed or not; the numeric suites are run on native by asking for it.
    // No colours in what tests read, although CI asks for them.
    env: { BALLAST_BACKEND: process.env['BALLAST_BACKEND'] ?? 'wasm', NO_COLOR: '1' },
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
