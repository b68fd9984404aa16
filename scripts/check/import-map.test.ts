import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importMap } from './import-map.ts';

/** A small tree of the same shape as ours, in which every import is allowed. */
const lawful: Record<string, string> = {
  'shared/package.json': '{ "name": "@ensemble/shared", "exports": { "./*": "./src/*.ts" } }',
  'shared/src/core/rng.ts': 'export const rng = 1;',
  'shared/src/music/rules.ts': "import { rng } from '../core/rng.ts'; export const rules = rng;",
  'server/src/main.ts': "import { app } from './app.ts'; export const main = app;",
  'server/src/app.ts':
    "import { musicRoutes } from './music/music.routes.ts'; import { live } from './live/live.ts'; " +
    "import { store } from './embedded-mongo/store.ts'; export const app = [musicRoutes, live, store];",
  'server/src/live/live.ts': "import { rng } from '@ensemble/shared/core/rng'; export const live = rng;",
  'server/src/embedded-mongo/store.ts': "import { readFile } from 'node:fs'; export const store = readFile;",
  'server/src/accounts/index.ts': "import { repo } from './accounts.repo.ts'; export const accounts = repo;",
  'server/src/accounts/accounts.repo.ts': 'export const repo = 1;',
  'server/src/music/music.routes.ts':
    "import { service } from './music.service.ts'; export const musicRoutes = service;",
  'server/src/music/music.service.ts':
    "import { repo } from './music.repo.ts'; import { accounts } from '../accounts/index.ts'; export const service = [repo, accounts];",
  'server/src/music/music.repo.ts':
    "import { rules } from '@ensemble/shared/music/rules'; export const repo = rules;",
  'server/src/music/music.test.ts':
    "import { repo } from '../accounts/accounts.repo.ts'; export const t = repo;",
  'web/src/lib/log.ts': "import { rules } from '@ensemble/shared/music/rules'; export const log = rules;",
  'web/src/routes/+page.svelte': '<script lang="ts">import { log } from \'../lib/log.ts\';</script>{log}',
};

let tree: string;
beforeEach(async () => {
  tree = await realpath(await mkdtemp(join(tmpdir(), 'ensemble-imports-')));
  await mkdir(join(tree, 'node_modules', '@ensemble'), { recursive: true });
  await symlink(join(tree, 'shared'), join(tree, 'node_modules', '@ensemble', 'shared'));
});
afterEach(() => rm(tree, { recursive: true, force: true }));

/** The rules that a tree with these files breaks. */
async function broken(files: Record<string, string>): Promise<string[]> {
  for (const [path, content] of Object.entries({ ...lawful, ...files })) {
    await mkdir(join(tree, dirname(path)), { recursive: true });
    await writeFile(join(tree, path), content);
  }
  const { forbidden, options } = importMap;
  const result = await cruise(
    ['shared', 'server', 'web'],
    { ...options, ruleSet: { forbidden }, validate: true, baseDir: tree },
    { ...options.enhancedResolveOptions },
  );
  const { summary } = result.output as ICruiseResult;
  return [...new Set(summary.violations.map((violation) => violation.rule.name))];
}

const imports = (path: string): string => `import { x } from '${path}'; export const y = x;`;

describe('the import map', () => {
  test('is content with a tree that follows it', async () => {
    expect(await broken({})).toEqual([]);
  });

  test.each([
    ['shared-stands-alone', 'shared/src/music/bad.ts', imports('../../../server/src/live/live.ts')],
    ['shared-is-pure', 'shared/src/music/bad.ts', imports('node:fs')],
    ['embedded-store-stands-alone', 'server/src/embedded-mongo/bad.ts', imports('../live/live.ts')],
    ['embedded-store-stands-alone', 'server/src/embedded-mongo/bad.ts', imports('@ensemble/shared/core/rng')],
    ['only-the-root-knows-the-domains', 'server/src/collab/bad.ts', imports('../music/music.service.ts')],
    ['only-the-root-knows-the-domains', 'server/src/collab/bad.ts', imports('../accounts/index.ts')],
    ['domains-meet-at-their-index', 'server/src/music/bad.ts', imports('../accounts/accounts.repo.ts')],
    ['nothing-imports-the-root', 'server/src/live/bad.ts', imports('../main.ts')],
    ['handlers-ask-services', 'server/src/music/bad.routes.ts', imports('./music.repo.ts')],
    ['handlers-ask-services', 'server/src/music/bad.docs.ts', imports('./music.repo.ts')],
    ['web-never-imports-server', 'web/src/lib/bad.ts', imports('../../../server/src/live/live.ts')],
    [
      'web-never-imports-server',
      'web/src/lib/Bad.svelte',
      '<script lang="ts">import { live } from \'../../../server/src/live/live.ts\'; </script>{live}',
    ],
    ['server-never-imports-pages', 'server/src/live/bad.ts', imports('../../../web/src/lib/log.ts')],
    ['code-never-imports-tests', 'server/src/live/bad.ts', imports('../music/music.test.ts')],
    ['no-circles', 'shared/src/core/rng.ts', imports('../music/rules.ts')],
    ['no-orphans', 'server/src/live/bad.ts', 'export const alone = 1;'],
    ['no-missing-imports', 'server/src/live/bad.ts', imports('./nowhere.ts')],
  ])('%s: caught in %s', async (rule, path, content) => {
    expect(await broken({ [path]: content })).toContain(rule);
  });

  test('an import for its type alone counts too', async () => {
    const content = "import type { x } from '../music/music.service.ts'; export type Y = typeof x;";
    expect(await broken({ 'server/src/search/bad.ts': content })).toContain(
      'only-the-root-knows-the-domains',
    );
  });
});
