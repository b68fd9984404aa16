import { defineConfig } from 'vitest/config';

/** Unit tests beside their files; integration, contract and fuzz under tests/. Browser tests are Playwright's. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{shared,server,scripts,web}/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
      { extends: true, test: { name: 'contract', include: ['tests/contract/**/*.test.ts'] } },
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'] } },
      { extends: true, test: { name: 'fuzz', include: ['tests/fuzz/**/*.test.ts'] } },
    ],
  },
});
