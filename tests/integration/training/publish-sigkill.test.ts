import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Person } from '../../support/person.ts';
import { change, DATED, draftOf, publish, readyDraft, sessionOf } from '../../support/publishing.ts';

/** The process that publishes is killed between two steps; the next one finishes it, or takes it back. */

const SCRIPT = fileURLToPath(new URL('../../support/publishing-node.ts', import.meta.url));
const SOON = { timeout: 30_000 };
const EMAIL = 'ada@example.org';

let dataDir: string;
let child: ChildProcess | null = null;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ensemble-kill-'));
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<string> {
  const node = spawn(process.execPath, [SCRIPT, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = node;
  for await (const chunk of node.stdout) {
    const origin = /ready (\S+)/.exec(String(chunk))?.[1];
    if (origin !== undefined) return origin;
  }
  throw new Error('the node did not start');
}

/** Publishes on a node that dies at `place`; answers the same person at the node that comes after. */
async function killedAt(place: string, ada: Person, draftId: string): Promise<Person> {
  const ended = child && once(child, 'exit');
  await writeFile(join(dataDir, 'kill-at'), place);
  await expect(ada.post(`/api/drafts/${draftId}/publish`, {})).rejects.toThrow();
  expect(await ended).toEqual([null, 'SIGKILL']);
  const next = new Person(await start(), 'Ada');
  await next.signIn(EMAIL);
  return next;
}

test('killed before anything was written it is taken back; later it is finished: in the end all or nothing', async () => {
  let ada = new Person(await start(), 'Ada');
  await ada.signUp(EMAIL);
  const { id } = await readyDraft(ada, DATED);
  const sessions = async () => (await ada.get('/api/training-sessions')).body.items;

  ada = await killedAt('content before', ada, id);
  await expect
    .poll(async () => (await draftOf(ada, id)).publishProblem, SOON)
    .toContain('The server stopped');
  expect(await draftOf(ada, id)).toMatchObject({ status: 'review', publishedSessionId: null });
  expect(await sessions()).toEqual([]);

  ada = await killedAt('instance after', ada, id);
  await expect.poll(async () => (await draftOf(ada, id)).status, SOON).toBe('published');
  const [first] = await sessions();
  expect(first).toMatchObject({ draftId: id, contentVersionNumber: 1, status: 'published' });
  expect((await ada.get(`/api/instances/${first.instanceId}`)).body).toMatchObject({ date: DATED.startDate });
  expect(await draftOf(ada, id)).toMatchObject({ publishProblem: null, hasUnpublishedChanges: false });

  await change(ada, id, { title: 'Second edition', startDate: '2031-06-01' });
  ada = await killedAt('commit after', ada, id);
  expect(await sessionOf(ada, first.id)).toMatchObject({ title: 'Second edition', contentVersionNumber: 2 });
  expect((await ada.get(`/api/instances/${first.instanceId}`)).body).toMatchObject({ date: '2031-06-01' });
  const again = await ada.post(`/api/drafts/${id}/publish`, {});
  expect([again.status, again.body.sessionId]).toEqual([409, first.id]);
  expect((await ada.get('/api/training/analytics')).body).toMatchObject({ published: 2, publishFailures: 1 });
  await change(ada, id, { title: 'Third edition' });
  expect(await publish(ada, id)).toMatchObject({ sessionId: first.id, contentVersionNumber: 3 });
}, 180_000);
