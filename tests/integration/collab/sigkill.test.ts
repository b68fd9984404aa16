import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Rng } from '../../../shared/src/core/rng.ts';
import * as Y from 'yjs';
import { CollabClient } from '../../support/collab-client.ts';

const NODE_SCRIPT = fileURLToPath(new URL('../../support/collab-node.ts', import.meta.url));
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function start(dataDir: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [NODE_SCRIPT, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    const port = Number(/ready (\d+)/.exec(said)?.[1]);
    if (port) return { child, port };
  }
  throw new Error(`the node did not start: ${said}`);
}

const urlOf = (port: number): string => `ws://127.0.0.1:${port}/collab/tune-log`;

/** Remembers, whenever message 4 arrives, what of its own writing a client was told is durable. */
function remembersSaved(client: CollabClient, prefix: string): { keys: Set<string>; wrote: () => number } {
  const keys = new Set<string>();
  const clocks: { key: string; clock: number }[] = [];
  client.doc.on('afterTransaction', (transaction) => {
    if (!transaction.local) return;
    for (const key of transaction.changed.get(client.tunes as never) ?? []) {
      if (key?.startsWith(prefix))
        clocks.push({ key, clock: Y.getState(client.doc.store, client.doc.clientID) });
    }
  });
  client.ws.on('message', () => {
    if (!client.durable) return;
    const durable = Y.decodeStateVector(client.durable.stateVector).get(client.doc.clientID) ?? 0;
    for (const { key, clock } of clocks) if (clock <= durable) keys.add(key);
  });
  return { keys, wrote: () => clocks.length };
}

test('SIGKILL in the middle of edits loses nothing that was reported durable, and the projection equals the document', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.log(`sigkill: SEED=${seed}`);
  const rng = new Rng(seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'collab-kill-'));
  folders.push(dataDir);
  const promised = new Map<string, Set<string>>();
  let killedInMidEdit = 0;
  for (let round = 0; round < 3; round++) {
    const { child, port } = await start(dataDir);
    // What earlier lives promised is there, before anybody sends anything.
    for (const [id, keys] of promised) {
      const reader = await new CollabClient(urlOf(port), id, { as: 'reader' }).ready();
      const missing = [...keys].filter((key) => !reader.tunes.has(key));
      expect(missing, `SEED=${seed} round ${round} ${id}`).toEqual([]);
      await reader.leave();
    }
    const writers = await Promise.all(
      ['night1', 'night2', 'night1'].map(async (id, i) => {
        const client = await new CollabClient(urlOf(port), id, { as: `w${i}` }).ready();
        return { id, client, saved: remembersSaved(client, `r${round}w${i}`) };
      }),
    );
    const enough = 60 + rng.int(120);
    let edits = 0;
    const killed = once(child, 'exit');
    for (let alive = true; alive;) {
      for (const [i, { client }] of writers.entries()) {
        client.tunes.set(`r${round}w${i}n${edits}`, `tune ${rng.int(1e6)}`);
        edits++;
      }
      await new Promise((resolve) => setImmediate(resolve));
      const savedSoFar = writers.reduce((sum, { saved }) => sum + saved.keys.size, 0);
      if (savedSoFar >= enough) {
        child.kill('SIGKILL');
        alive = false;
      } else if (edits % 30 === 0) {
        await writers[0]?.client.until(() => writers[0]?.client.durable !== null, 'a durable message');
        await new Promise((resolve) => setTimeout(resolve, 20)); // stay under the limit of updates a second
      }
    }
    await killed;
    await Promise.all(writers.map(({ client }) => client.whenClosed()));
    for (const { id, saved } of writers) {
      if (saved.keys.size < saved.wrote()) killedInMidEdit++;
      promised.set(id, new Set([...(promised.get(id) ?? []), ...saved.keys]));
    }
  }
  // A kill after everything was stored would prove nothing.
  expect(killedInMidEdit, `SEED=${seed}`).toBeGreaterThan(0);
  const { port } = await start(dataDir);
  for (const [id, keys] of promised) {
    const answer = (await (await fetch(`http://127.0.0.1:${port}/${id}`)).json()) as Record<
      'projected' | 'live',
      Record<string, string>
    >;
    expect(answer.projected).toEqual(answer.live);
    expect([...keys].filter((key) => !(key in answer.projected))).toEqual([]);
    expect(keys.size).toBeGreaterThan(20);
  }
}, 60_000);
