import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { backup, restore } from '../../../server/src/backup/backup.ts';
import { connectRunningOrOwn, connectStore, type Store } from '../../../server/src/db.ts';
import { migrate, type Migration } from '../../../server/src/schema-version/schema-version.ts';
import { startApp } from '../../support/app.ts';
import { Person } from '../../support/person.ts';

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'ensemble-backup-'));
  folders.push(made);
  return made;
};
afterEach(async () => {
  for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true });
});

const within = async <T>(dataDir: string, work: (store: Store) => Promise<T>): Promise<T> => {
  const store = await connectStore({ mongodbUrl: undefined, dataDir });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

test('a backup taken from a running app brings everything back elsewhere', async () => {
  const app = await startApp({ settings: { MONGODB_URL: '' } });
  const ann = await app.signUp('Ann');
  const { body: session } = await ann.post('/api/sessions', {
    name: 'Úna Bhán 🎻',
    defaultStartTime: '20:00',
  });
  const { body: evening } = await ann.post(`/api/sessions/${session.id}/instances`, { date: '2026-11-20' });
  await ann.post(`/api/instances/${evening.id}/tunes`, {
    items: [{ name: 'Kesh' }, { name: '12 Pins', continuesSet: true }],
  });
  const before = (await ann.get(`/api/instances/${evening.id}/tunes`)).body;

  const target = await folder();
  const running = await connectRunningOrOwn({ mongodbUrl: undefined, dataDir: app.dataDir });
  const { folder: taken } = await backup(running.connection, target, 'first');
  await running.close();
  await app.close();

  const fresh = await folder();
  await within(fresh, ({ connection }) => restore(connection, taken));
  const again = await startApp({ dataDir: fresh, settings: { MONGODB_URL: '' } });
  try {
    const sameAnn = new Person(again.origin, 'Ann');
    const signedIn = await sameAnn.post('/api/auth/sign-in/email', {
      email: ann.email,
      password: Person.password,
    });
    expect(signedIn.status).toBe(200);
    expect((await sameAnn.get('/api/me')).body.roles).toEqual(['admin']);
    expect((await sameAnn.get(`/api/instances/${evening.id}/tunes`)).body).toEqual(before);
    const added = await sameAnn.post(`/api/instances/${evening.id}/tunes`, {
      items: [{ name: 'Silver Spear' }],
    });
    expect(added.body.items[0].orderNumber).toBe(3000);
    const twin = await sameAnn.post('/api/sessions', { name: 'Another', path: session.path });
    expect(twin.body.code, 'the unique indexes came back too').toBe('duplicate');
  } finally {
    await again.close();
  }
});

test('a folder that is no backup is named, and the newest backup inside it', async () => {
  const [source, target] = [await folder(), await folder()];
  await within(source, async ({ connection }) => {
    await connection.collection('things').insertOne({ n: 1 });
    for (const name of ['2026-11-20T10', '2026-11-20T11']) await backup(connection, target, name);
  });
  await within(await folder(), async ({ connection }) => {
    await expect(restore(connection, target)).rejects.toThrow(
      `There is no backup in ${target}. Did you mean ${join(target, '2026-11-20T11')}?`,
    );
    await expect(restore(connection, join(target, 'nowhere'))).rejects.toThrow(/no backup in .*nowhere\.$/);
  });
});

test('restoring refuses a database that has something in it, and a broken backup says so', async () => {
  const source = await folder();
  const target = await folder();
  const taken = await within(source, async ({ connection }) => {
    await connection
      .collection('things')
      .insertMany(Array.from({ length: 2000 }, (_, n) => ({ n, text: `thing ${Math.sin(n)}` })));
    return backup(connection, target, 'one');
  });
  expect(taken).toMatchObject({ collections: 1, documents: 2000 });
  await within(source, async ({ connection }) => {
    await expect(restore(connection, taken.folder)).rejects.toThrow('not empty');
  });
  const file = join(taken.folder, 'things.jsonl.gz');
  await truncate(file, Math.floor((await stat(file)).size / 2));
  await within(await folder(), async ({ connection }) => {
    await expect(restore(connection, taken.folder)).rejects.toThrow(/unexpected end|invalid|corrupt/i);
  });
});

test('data moves forward step by step after a backup, and data of a newer version is refused', async () => {
  await within(await folder(), async ({ connection }) => {
    await migrate(connection, [], () => Promise.reject(new Error('nothing to back up')), 1);
    const ran: string[] = [];
    const step = (version: number): Migration => ({
      version,
      what: `step ${version}`,
      run: () => {
        ran.push(`step ${version}`);
        return Promise.resolve();
      },
    });
    const noted = async (): Promise<void> => {
      ran.push('backup');
      await Promise.resolve();
    };
    await migrate(connection, [step(3), step(2)], noted, 3);
    expect(ran).toEqual(['backup', 'step 2', 'step 3']);
    expect(await migrate(connection, [step(2), step(3)], noted, 3), 'nothing twice').toEqual([]);
    await expect(migrate(connection, [], noted, 2)).rejects.toThrow('newer Ensemble');
  });
});
