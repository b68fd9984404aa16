import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, type BrowserContext, expect, type Page, type ViewportSize } from '@playwright/test';
import { Person as Account } from '../support/person.ts';
import { SpawnedApp } from '../support/spawned-app.ts';

export { expect };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DUMP = join(ROOT, 'server/demo/thesession');
/** The most popular tunes are enough for what the pages do, and are there in a second. */
const TUNES = 1_200;

export interface App {
  url: string;
  /** Gives an account the role that plans cities, as the administrator does. */
  makeHost(userId: string): Promise<void>;
  /** Stops it in order and starts it again on the same data and port. */
  restart(): Promise<void>;
  /** SIGKILL; `start` brings it back. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface Person {
  page: Page;
  context: BrowserContext;
  name: string;
}

export interface PersonOptions {
  /** An invitation link: the person joins by it as a guest, through the page. */
  guestLink?: string;
  viewport?: ViewportSize;
  touch?: boolean;
  dark?: boolean;
  /** With the role that plans cities. */
  host?: boolean;
}

/** Runs a file of ours to its end; throws what it wrote when it fails. */
async function run(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${file} failed with ${code}:\n${output}`);
}

/** The part of the dump that the pages' tests need, in a folder of its own. */
async function someTunes(into: string): Promise<void> {
  const tunes = (await readFile(join(DUMP, 'tune_popularity.csv'), 'utf8')).split('\n').slice(0, TUNES + 1);
  const ids = new Set(tunes.map((line) => /,(\d+),\d+\s*$/.exec(line)?.[1]));
  const [head = '', ...aliases] = (await readFile(join(DUMP, 'aliases.csv'), 'utf8')).split('\n');
  const theirs = aliases.filter((line) => ids.has(/^(\d+),/.exec(line)?.[1]));
  await writeFile(join(into, 'tune_popularity.csv'), `${tunes.join('\n')}\n`);
  await writeFile(join(into, 'aliases.csv'), `${[head, ...theirs].join('\n')}\n`);
}

let accounts = 0;

/**
 * `app`: one real server for each worker, with tunes in it and an administrator nobody plays.
 * `person`: somebody at a browser of their own, with an account, or as a guest by a link.
 */
export const test = base.extend<
  { person: (name: string, options?: PersonOptions) => Promise<Person> },
  { app: App }
>({
  app: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads which fixtures are wanted from the pattern
    async ({}, use) => {
      const tunes = await mkdtemp(join(tmpdir(), 'ens-tunes-'));
      const spawned = await SpawnedApp.start();
      try {
        await someTunes(tunes);
        await run('scripts/import-thesession.ts', ['--dir', tunes], {
          ...process.env,
          DATA_DIR: spawned.dataDir,
        });
        const administrator = new Account(spawned.url, 'First Administrator');
        await administrator.signUp(`first.administrator.${process.pid}@example.org`);
        await use({
          url: spawned.url,
          async makeHost(userId) {
            const { status } = await administrator.put(`/api/users/${userId}/roles`, { roles: ['host'] });
            if (status !== 200) throw new Error(`making a host answered ${status}`);
          },
          kill: () => spawned.kill(),
          start: () => spawned.start(),
          async restart() {
            await spawned.stop();
            await spawned.start();
          },
        });
      } finally {
        await spawned.close();
        await rm(tunes, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  // The spec's own `test.use` counts, not only what its project says.
  person: async ({ app, browser, viewport: usual, hasTouch, isMobile, locale, timezoneId }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name, { guestLink, viewport, touch, dark, host } = {}) => {
      const context = await browser.newContext({
        baseURL: app.url,
        viewport: viewport ?? usual ?? { width: 1280, height: 800 },
        hasTouch: touch ?? hasTouch ?? false,
        isMobile: isMobile ?? false,
        colorScheme: dark ? 'dark' : 'light',
        locale: locale ?? 'en-GB',
        timezoneId: timezoneId ?? 'Europe/Dublin',
      });
      contexts.push(context);
      const page = await context.newPage();
      if (guestLink === undefined) {
        const userId = await signUp(name, app.url, context);
        if (host) await app.makeHost(userId);
      } else {
        await page.goto(guestLink);
        await page.getByLabel(/name/i).fill(name);
        await page.getByRole('button', { name: /join/i }).click();
        await page.waitForURL(/\/(instances|sessions)\//);
      }
      return { page, context, name };
    });
    for (const context of contexts) await context.close();
  },
});

/** Through the API, into the browser's own cookies; answers the account's id. */
async function signUp(name: string, url: string, { request }: BrowserContext): Promise<string> {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${++accounts}.${process.pid}@example.org`;
  const answer = await request.post(`${url}/api/auth/sign-up/email`, {
    data: { name, email, password: Account.password },
    headers: { origin: url },
  });
  if (answer.status() !== 200) throw new Error(`signing up ${name} answered ${answer.status()}`);
  return ((await answer.json()) as { user: { id: string } }).user.id;
}
