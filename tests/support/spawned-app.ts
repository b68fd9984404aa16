import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const READY = /Ensemble is ready at (http:\S+)/;
const START_MS = 60_000;

/** The app as its users run it: a process of its own, which can be killed. */
export class SpawnedApp {
  readonly dataDir: string;
  url = '';
  #port = 0;
  #child: ChildProcess | null = null;
  #output = '';
  readonly #settings: Record<string, string>;

  private constructor(dataDir: string, settings: Record<string, string>) {
    this.dataDir = dataDir;
    this.#settings = settings;
  }

  static async start(settings: Record<string, string> = {}): Promise<SpawnedApp> {
    const app = new SpawnedApp(await mkdtemp(join(tmpdir(), 'ensemble-app-')), settings);
    await app.start();
    return app;
  }

  /** Starts again on the same data and, so that open pages can come back, the same port. */
  async start(): Promise<void> {
    this.#output = '';
    const child = spawn(process.execPath, ['server/src/main.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(this.#port),
        DATA_DIR: this.dataDir,
        LOG_LEVEL: 'warn',
        RATE_LIMIT_READS_PER_MINUTE: '0',
        RATE_LIMIT_WRITES_PER_MINUTE: '0',
        RATE_LIMIT_SIGN_UPS_PER_MINUTE: '0',
        RATE_LIMIT_SIGN_INS_PER_MINUTE: '0',
        RATE_LIMIT_GENERATIONS_PER_HOUR: '0',
        ...this.#settings,
      },
    });
    this.#child = child;
    this.url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`the app did not start:\n${this.#output}`));
      }, START_MS);
      const read = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        const address = READY.exec(this.#output)?.[1];
        if (!address) return;
        clearTimeout(timer);
        resolve(address);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`the app ended with ${code}:\n${this.#output}`));
      });
    });
    this.#port = Number(new URL(this.url).port);
  }

  /** Everything it has written since its last start. */
  get output(): string {
    return this.#output;
  }

  /** Sends a signal and answers the exit code of the app that ends by it. */
  async endedBy(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    await this.#end(signal);
    return child?.exitCode ?? null;
  }

  /** Sends a signal that the app is to live on after. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** SIGKILL: no goodbye. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** SIGTERM: flushes and leaves. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
