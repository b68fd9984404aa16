import { defineConfig } from 'vitest/config';

/**
 * Unit tests beside their file; contract, integration and fuzz tests under tests/. Browser tests are
 * Playwright's. Three workers: the slower kinds wait for servers and databases of their own, and two
 * cores have work for the others meanwhile.
 */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{shared,server,scripts,web}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**'],
        },
      },
      { extends: true, test: { name: 'contract', include: ['tests/contract/**/*.test.ts'] } },
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'] } },
      { extends: true, test: { name: 'fuzz', include: ['tests/fuzz/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
