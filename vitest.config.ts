/**
 * How the tests run: `vitest run`, nothing else, here and in CI.
 * Two projects differ only in their patience: rules finish in milliseconds, whole-server tests start processes.
 * Files share one context (`isolate: false`, five times faster), so a test must put back whatever it changes globally.
 * Child processes, not threads, run the files: the database worker and the crash tests start threads of their own.
 */
import { defineConfig } from 'vitest/config';

/** .ci/run names a file here and reads the totals from it; without it nothing is written. */
const reportFile = process.env.BULKHEAD_TEST_REPORT;

export default defineConfig({
  test: {
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    reporters: reportFile === undefined ? ['default'] : ['default', ['json', { outputFile: reportFile }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: ['src/**/*.test.ts', 'sdk/**/*.test.ts'],
          testTimeout: 10_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts', 'scripts/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
