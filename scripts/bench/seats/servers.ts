import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dateOfFakeUtc } from '@ensemble/shared/instances';
import { systemClock } from '@ensemble/shared';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DAY_MS = 86_400_000;

/** A server in a process of its own. */
export interface BenchServer {
  url: string;
  /** CPU seconds used so far, all threads of the process together. */
  cpuSeconds(): Promise<number>;
  close(): Promise<void>;
}

export async function startBare(): Promise<BenchServer> {
  const { url, close } = await start('scripts/bench/seats/bare-server.ts', {});
  const cpuSeconds = async (): Promise<number> =>
    ((await (await fetch(url)).json()) as { cpuSeconds: number }).cpuSeconds;
  return { url, cpuSeconds, close };
}

/** The app as people run it, but without limits for one address and one person: the bench is many of both. */
export async function startEnsemble(): Promise<BenchServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ensemble-bench-'));
  const { url, close } = await start('server/src/main.ts', {
    NODE_ENV: 'production',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    RATE_LIMIT_READS_PER_MINUTE: '0',
    RATE_LIMIT_WRITES_PER_MINUTE: '0',
    RATE_LIMIT_SIGN_UPS_PER_MINUTE: '0',
    LIVE_CONNECTIONS_PER_ADDRESS: '10000',
  });
  return {
    url,
    async cpuSeconds() {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/^ensemble_process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
    },
    async close() {
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function start(file: string, env: Record<string, string>): Promise<Omit<BenchServer, 'cpuSeconds'>> {
  const child: ChildProcess = spawn(process.execPath, [file], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, MONGODB_URL: '', REDIS_URL: '', ...env },
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /ready at (http:\S+)/.exec(output)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', (code) => {
      reject(new Error(`${file} ended with ${code}:\n${output}`));
    });
  });
  return {
    url,
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A city with so many sessions of 100,000 seats, and the bearer token of who plans it. */
export async function makeSessions(url: string, count: number): Promise<{ bearer: string; ids: string[] }> {
  let bearer = '';
  const post = async <Made>(path: string, body: object): Promise<Made> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(bearer ? { authorization: `Bearer ${bearer}` } : { origin: url }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    bearer ||= response.headers.get('set-auth-token') ?? '';
    return (await response.json()) as Made;
  };
  await post('/api/auth/sign-up/email', {
    name: 'Host',
    email: 'host@example.org',
    password: 'a long password',
  });
  await post('/api/cities', { slug: 'bench', name: 'Bench', timezone: 'Europe/Lisbon' });
  const stack = await post<{ id: string }>('/api/session-stacks', {
    title: 'Harbour walk',
    defaultDurationMin: 90,
    capacityMax: 100_000,
  });
  const week = await post<{ id: string }>('/api/agenda/weeks', { citySlug: 'bench', title: 'Every day' });
  for (let weekday = 0; weekday < 7; weekday++) {
    const slot = { sessionStackId: stack.id, weekday, startTimeLocal: '18:00' };
    await post(`/api/agenda/weeks/${week.id}/slots`, slot);
  }
  const day = (days: number): string => dateOfFakeUtc(systemClock.now() + days * DAY_MS);
  const window = { from: day(30), to: day(30 + count - 1) };
  const { created } = await post<{ created: { id: string }[] }>(
    `/api/agenda/weeks/${week.id}/generate`,
    window,
  );
  if (created.length !== count) throw new Error(`${created.length} sessions were made, not ${count}`);
  return { bearer, ids: created.map(({ id }) => id) };
}
