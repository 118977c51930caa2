import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './test/lab/longest-first.ts';

/** Tests beside the code they test. */
export const unit: TestProjectInlineConfiguration['test'] = {
  name: 'unit',
  include: ['src/**/*.test.ts', 'web/src/**/*.test.ts'],
  pool: 'threads',
  // Left to itself it keeps one core free, and loads every module anew for each file; no unit test changes a module.
  maxWorkers: 2,
  isolate: false,
  // No promise about speed: a busy machine may take its time.
  testTimeout: 30_000,
  hookTimeout: 60_000,
  sequence: { groupOrder: 0 },
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: unit },
      {
        test: {
          name: 'end-to-end',
          include: ['test/**/*.test.ts'],
          pool: 'forks',
          globalSetup: 'test/lab/made-cluster.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Real servers wait more than they work: three files at a time keep two cores busy, each with ports, namespaces and directories of its own.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
