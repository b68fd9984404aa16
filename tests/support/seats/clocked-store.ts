import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@ensemble/shared';
import { openSharedStore } from '../database.ts';

/** A store for several app processes, of which the story moves the clock; a real MongoDB only has its own. */
export interface ClockedStore {
  /** For the setting MONGODB_URL of each node. */
  url: string;
  passes: ((ms: number) => Promise<void>) | null;
  close(): Promise<void>;
}

export async function openClockedStore(): Promise<ClockedStore> {
  if (process.env['MONGODB_URL'] !== undefined) return { ...(await openSharedStore()), passes: null };
  const dataDir = await mkdtemp(join(tmpdir(), 'ensemble-store-'));
  const child = fork(new URL('./store-process.ts', import.meta.url), [dataDir], { execArgv: [] });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  let nowMs = systemClock.now();
  return {
    url: url.replace('/?', '/crowd?'),
    async passes(ms) {
      nowMs += ms;
      const set = once(child, 'message');
      child.send(nowMs);
      await set;
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
