import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ManualClock } from '@ensemble/shared';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readOptions, runSeed } from '../../../scripts/seed/command.ts';
import { openSeedStore } from '../../../scripts/seed/store.ts';
import { connectRunningOrOwn, type Store } from '../../../server/src/db.ts';
import { generate, makeSlot, makeStack, tally } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { databaseUrl } from '../../support/database.ts';
import type { Person } from '../../support/person.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Beyond the four weeks that the scheduler keeps filled meanwhile. */
const JANUARY = { from: '2027-01-01', to: '2027-01-31' };

let app: TestApp;
let ada: Person;
let store: Store;
// A Friday evening.
const clock = new ManualClock(Date.parse('2026-11-20T18:00:00Z'));
beforeEach(async () => {
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
  store = await connectRunningOrOwn({ mongodbUrl: databaseUrl(app.dataDir), dataDir: app.dataDir });
});
afterEach(async () => {
  await store.close();
  await app.close();
});

interface Run {
  code: number;
  lines: string[];
  asked: number;
}

/** As `npm run seed -- <words>`; `answer` is what is typed, null where there is no terminal. */
async function run(words = '', answer: string | null = null): Promise<Run> {
  const options = readOptions(words.split(' ').filter(Boolean));
  if (!options) throw new Error(`usage: ${words}`);
  const lines: string[] = [];
  let asked = 0;
  const ask = answer === null ? null : () => Promise.resolve((asked++, answer));
  const code = await runSeed(await openSeedStore(store.connection, clock), options, {
    print: (line) => lines.push(line),
    ask,
  });
  return { code, lines, asked };
}

// What is stored, as any reader finds it.
const read = async (path: string) => (await ada.get(`/api/${path}`)).body;
const everything = async () => {
  const paths = ['cities', 'session-stacks', 'session-paths', 'agenda/weeks', 'documents'];
  const lists = await Promise.all(paths.map((path) => read(`${path}?limit=500`)));
  const weeks = lists[3].items as { id: string }[];
  return [...lists, ...(await Promise.all(weeks.map(({ id }) => read(`agenda/weeks/${id}/slots`))))];
};
const weekOf = async (city: string) => {
  const [week] = (await read(`agenda/weeks?city=${city}`)).items;
  return week as { id: string };
};

describe('the seed', { timeout: 60_000 }, () => {
  test('puts in cities, stacks, the path, weeks and public notes; a second run changes nothing', async () => {
    const first = await run();
    expect(first.lines).toEqual([
      'Cities: 3 made',
      'Session stacks: 12 made',
      'Session paths: 1 made',
      'Agenda weeks: 4 made',
      'Slots: 17 made',
      'Notes: 11 made',
    ]);
    const before = await everything();
    const again = await run();
    expect(again.lines).toEqual([
      'Cities: 3 unchanged',
      'Session stacks: 12 unchanged',
      'Session paths: 1 unchanged',
      'Agenda weeks: 4 unchanged',
      'Slots: 17 unchanged',
      'Notes: 11 unchanged',
      'Nothing had to be done.',
    ]);
    expect(await everything()).toEqual(before);
    expect(await read('cities/samarkand')).toMatchObject({ timezone: 'Asia/Samarkand', currency: 'UZS' });
    const [route] = (await read('session-paths')).items;
    expect([route.slug, route.stackIds.length]).toEqual(['silk-route', 6]);
    const notes = (await app.stranger().get(`/api/documents?kind=path&id=${route.id}`)).body.items;
    expect(notes.map(({ title }: { title: string }) => title)).toEqual(['How the route works']);
    // What it plans can be held.
    const made = await generate(ada, (await weekOf('samarkand')).id, JANUARY);
    expect([tally(made)[0], made.created[0]?.['currency']]).toEqual([22, 'UZS']);
  });

  test('comes in parts, each of which the next one finds', async () => {
    expect((await run('--only cities')).lines).toEqual(['Cities: 3 made', 'Notes: 3 made']);
    expect((await run('--only skills')).lines).toEqual(['Session stacks: 6 made', 'Notes: 4 made']);
    expect((await run('--only journeys')).lines).toEqual([
      'Session stacks: 6 made',
      'Session paths: 1 made',
      'Notes: 4 made',
    ]);
    expect((await run()).lines).toEqual([
      'Cities: 3 unchanged',
      'Session stacks: 12 unchanged',
      'Session paths: 1 unchanged',
      'Agenda weeks: 4 made',
      'Slots: 17 made',
      'Notes: 11 unchanged',
    ]);
  });

  test('keeps what people changed, brings back what they deleted, and says so', async () => {
    await run();
    await ada.patch('/api/cities/lisbon', { summary: 'Ours', currency: 'USD' });
    const [note] = (await read('documents?kind=path')).items;
    await ada.delete(`/api/documents/${note.id}`);
    const { lines } = await run();
    expect(lines).toEqual([
      'Cities: 1 kept, 2 unchanged',
      'Session stacks: 12 unchanged',
      'Session paths: 1 unchanged',
      'Agenda weeks: 4 unchanged',
      'Slots: 17 unchanged',
      'Notes: 1 restored, 10 unchanged',
      '  kept: city Lisbon: people changed currency, summary',
      '  restored: note How the route works (The Silk Route, from the ocean inland): was gone',
      'What people changed was kept: npm run seed -- --reset restores it, and asks first.',
    ]);
    expect(await read('cities/lisbon')).toMatchObject({ summary: 'Ours', currency: 'USD', version: 2 });
    expect((await read(`documents/${note.id}`)).body).toContain('Each stage stands on its own');
  });

  test('finds its place where people made a city of the same name, and gave one another', async () => {
    const theirs = await ada.post('/api/cities', {
      name: 'Lisboa',
      slug: 'lisbon',
      timezone: 'Europe/Lisbon',
    });
    await run('--only cities');
    await ada.patch('/api/cities/tbilisi', { slug: 'tiflis' });
    const { lines } = await run();
    expect(lines[0]).toBe('Cities: 2 kept, 1 unchanged');
    expect(lines).toContain('  kept: city Lisbon: people have made one of their own under lisbon');
    expect(await read('cities/lisbon')).toEqual(theirs.body);
    expect((await read('agenda/weeks?city=tiflis')).items).toHaveLength(1);
    expect((await read(`documents?kind=city&id=${theirs.body.id}`)).items).toHaveLength(1);
  });

  test('two at once make one of each', async () => {
    const runs = await Promise.all([run(), run(), run()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect((await everything()).slice(0, 5).map(({ items }) => items.length)).toEqual([3, 12, 1, 4, 11]);
    expect((await run()).lines.at(-1)).toBe('Nothing had to be done.');
  });
});

describe('a reset', { timeout: 60_000 }, () => {
  /** A changed city, a slot of their own, and a month of sessions of which one is booked and one has a note. */
  async function changed() {
    await run();
    await ada.patch('/api/cities/lisbon', { summary: 'Ours' });
    const week = await weekOf('samarkand');
    const stack = await makeStack(ada, { title: 'Night market' });
    const slot = await makeSlot(ada, week.id, stack.id);
    const { created } = await generate(ada, week.id, JANUARY);
    const [booked, noted] = created.map(({ id }) => id);
    await ada.post(`/api/instances/${booked}/reservations`, { kind: 'fit', seats: 1, partyName: 'Rosa' });
    await ada.post('/api/documents', { subject: { kind: 'instance', id: noted }, title: 'Bring a rug' });
    return { week, slot, created, booked, noted };
  }

  test('says what it will do, asks, and does nothing without a yes', async () => {
    const { created } = await changed();
    const before = await everything();
    for (const [words, answer, last] of [
      ['--reset', 'n', 'Nothing was changed.'],
      ['--reset', '', 'Nothing was changed.'],
      ['--reset', null, 'Refused: there is no terminal to ask on. Add --yes if this is what you want.'],
    ] as const) {
      const { code, lines, asked } = await run(words, answer);
      expect([code, lines.at(-1), asked]).toEqual([1, last, answer === null ? 0 : 1]);
      expect(lines).toContain('  city Lisbon: summary');
      expect(lines).toContain('  slot 18:00, Night market, in Mild months (Samarkand)');
      expect(lines).toContain('2 coming sessions with reservations or notes: left alone.');
      expect(lines.join('\n')).toMatch(
        /sessions of Night market \(samarkand\):.* 2027-01-04 18:00, 2027-01-11 18:00/,
      );
    }
    expect(await everything()).toEqual(before);
    expect((await read(`instances?city=samarkand&limit=500&from=${JANUARY.from}`)).items).toHaveLength(
      created.length,
    );
  });

  test('puts everything back, but never takes away what somebody reserved or wrote on', async () => {
    const { week, slot, created, booked, noted } = await changed();
    const { code, lines } = await run('--reset', 'y');
    expect(code).toBe(0);
    expect(lines).toContain('Cities: 1 restored, 2 unchanged');
    expect(lines.at(-2)).toBe('Removed: 1 slot that people had added');
    expect(lines.at(-1)).toMatch(/^Removed: \d+ sessions to come that nobody had reserved$/);
    expect((await read('cities/lisbon')).summary).toContain('Where the route meets the ocean');
    expect((await ada.get(`/api/agenda/weeks/${week.id}/slots/${slot.id}`)).status).toBe(404);
    const left = (await read(`instances?city=samarkand&limit=500&from=${JANUARY.from}`)).items;
    expect(left.map(({ id }: { id: string }) => id).sort()).toEqual([booked, noted].sort());
    expect((await read(`instances/${booked}/seats`)).taken).toBe(1);
    // The week makes the same ones again.
    const again = await generate(ada, week.id, JANUARY);
    expect(again.created.map(({ id }) => id)).toEqual(
      created
        .filter(({ id, title }) => id !== booked && id !== noted && title !== 'Night market')
        .map(({ id }) => id),
    );
  });

  test('of a part leaves the other parts and the sessions alone', async () => {
    const { created } = await changed();
    expect((await run('--only skills --reset')).lines.at(-1)).toBe('Nothing had to be done.');
    expect((await run('--only cities --reset --yes')).lines).toContain('  restored: city Lisbon: summary');
    expect((await read(`instances?city=samarkand&limit=500&from=${JANUARY.from}`)).items).toHaveLength(
      created.length,
    );
  });
});

describe('as a command', () => {
  async function command(...words: string[]): Promise<{ code: number | null; output: string }> {
    const mongodbUrl = databaseUrl(app.dataDir);
    const child = spawn(process.execPath, ['scripts/seed.ts', ...words], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        DATA_DIR: app.dataDir,
        ...(mongodbUrl === undefined ? {} : { MONGODB_URL: mongodbUrl }),
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    await once(child, 'close');
    return { code: child.exitCode, output };
  }

  test('talks to the running app’s store, and opens it itself when none runs', async () => {
    expect(await command()).toMatchObject({ code: 0, output: expect.stringContaining('Cities: 3 made') });
    expect((await read('cities')).items).toHaveLength(3);
    await ada.patch('/api/cities/lisbon', { summary: 'Ours' });
    const refused = await command('--reset');
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringContaining('Refused: there is no terminal'),
    ]);
    await store.close();
    await app.stop();
    const reset = await command('--reset', '--yes');
    expect([reset.code, reset.output]).toEqual([
      0,
      expect.stringContaining('Cities: 1 restored, 2 unchanged'),
    ]);
    expect(await command('--only', 'moons')).toMatchObject({
      code: 1,
      output: expect.stringContaining('usage:'),
    });
  }, 90_000);
});
