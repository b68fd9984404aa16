import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, type BrowserContext, type Page, type ViewportSize } from '@playwright/test';

export { expect } from '@playwright/test';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DUMP = join(ROOT, 'tests/fixtures/thesession');
/** The most popular tunes are enough for what the pages do, and are there in a second. */
const TUNES = 1_200;
const START_MS = 60_000;

export interface App {
  url: string;
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

/** The real program in a process of its own, on data of its own. */
class AppProcess implements App {
  url = '';
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | null = null;

  constructor(dataDir: string) {
    this.#env = {
      ...process.env,
      DATA_DIR: dataDir,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_READS_PER_MINUTE: '0',
      RATE_LIMIT_WRITES_PER_MINUTE: '0',
      RATE_LIMIT_SIGN_UPS_PER_MINUTE: '0',
      RATE_LIMIT_SIGN_INS_PER_MINUTE: '0',
    };
  }

  get env(): NodeJS.ProcessEnv {
    return this.#env;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['server/src/main.ts'], {
      cwd: ROOT,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    const timeout = AbortSignal.timeout(START_MS);
    for await (const [line] of iterateLines(lines, timeout)) {
      const address = /Ensemble is ready at (\S+)/.exec(line)?.[1];
      if (address === undefined) continue;
      this.url = address;
      this.#env['PORT'] = new URL(address).port; // the next start is at the same address
      return;
    }
    throw new Error('the app did not start');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

async function* iterateLines(
  lines: ReturnType<typeof createInterface>,
  signal: AbortSignal,
): AsyncGenerator<[string]> {
  const close = () => lines.close();
  signal.addEventListener('abort', close, { once: true });
  for await (const line of lines) yield [line];
  signal.removeEventListener('abort', close);
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
      const dataDir = await mkdtemp(join(tmpdir(), 'ens-e2e-'));
      const tunes = await mkdtemp(join(tmpdir(), 'ens-tunes-'));
      const app = new AppProcess(dataDir);
      try {
        await someTunes(tunes);
        await app.start();
        await run('scripts/import-thesession.ts', ['--dir', tunes], app.env);
        await signUp(
          app.url,
          (path, data) =>
            fetch(app.url + path, {
              method: 'POST',
              headers: { 'content-type': 'application/json', origin: app.url },
              body: JSON.stringify(data),
            }),
          'First Administrator',
        );
        await use(app);
      } finally {
        await app.stop();
        await rm(dataDir, { recursive: true, force: true });
        await rm(tunes, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  person: async ({ app, browser }, use, testInfo) => {
    const contexts: BrowserContext[] = [];
    await use(async (name, { guestLink, viewport, touch, dark } = {}) => {
      const { viewport: usual, hasTouch, isMobile, locale, timezoneId } = testInfo.project.use;
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
        await signUp(
          app.url,
          (path, data) => context.request.post(app.url + path, { data, headers: { origin: app.url } }),
          name,
        );
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

async function signUp(
  url: string,
  post: (path: string, data: object) => Promise<{ status: number | (() => number) }>,
  name: string,
): Promise<void> {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${++accounts}.${process.pid}@example.org`;
  const answer = await post('/api/auth/sign-up/email', { name, email, password: 'correct horse battery' });
  const status = typeof answer.status === 'function' ? answer.status() : answer.status;
  if (status !== 200) throw new Error(`sign-up at ${url} answered ${status}`);
}
