import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toAbc } from '@ensemble/shared/music/tunes';
import { connectStore, type Store } from '../../../server/src/db.ts';
import {
  importFolder,
  type ImportProgress,
  loadTuneIndex,
  mongoSink,
  tunesVersion,
} from '../../../server/src/music/import/index.ts';
import { type TuneModels, tuneModels } from '../../../server/src/music/tune.models.ts';
import { EXTRACT, fixtureText, matcherCases } from '../../fixtures/thesession/load.ts';

const fixtures = fileURLToPath(EXTRACT);
const own = fileURLToPath(new URL('../../fixtures/thesession/own/', import.meta.url));
/** The whole extract beside the project, where someone has it; the fixtures hold the same rows. */
const beside = fileURLToPath(new URL('../../../../shared/data/thesession/', import.meta.url));

let folder: string;
let store: Store;
let connection: Connection;
let models: TuneModels;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imp-'));
  const url = process.env.MONGODB_URL;
  const database = `import_${process.pid}_${Math.random().toString(36).slice(2)}`;
  store = await connectStore({ mongodbUrl: url, dataDir: join(folder, 'data') });
  connection = store.connection.useDb(database);
  models = tuneModels(connection);
});
afterEach(async () => {
  await connection.dropDatabase();
  await store.close();
  await rm(folder, { recursive: true });
});

const importFrom = async (dir: string) => importFolder(dir, await mongoSink(connection));
const files = async (contents: Record<string, string>): Promise<string> => {
  const dir = join(folder, 'dump');
  await mkdir(dir, { recursive: true });
  for (const [name, text] of Object.entries(contents)) await writeFile(join(dir, name), text);
  return dir;
};

describe('our own rows', () => {
  test('become tunes with settings, sets and recordings; bad rows are told of', async () => {
    const report = await importFrom(own);
    expect(report.files.map(({ file, kind, rows, skipped }) => [file, kind, rows, skipped])).toEqual([
      ['recordings.csv', 'recordings', 3, 0],
      ['sets.csv', 'sets', 3, 0],
      ['tunes.csv', 'tunes', 8, 2],
    ]);
    expect(report.skipped.count).toBe(2);
    expect(report.skipped.rows.map(({ file, line, reason }) => `${file}:${line}: ${reason}`)).toEqual([
      'tunes.csv:15: 5 columns where the header has 10',
      'tunes.csv:16: tune_id is not a number',
    ]);
    expect(report.targets.settings).toEqual({ created: 6, updated: 0, unchanged: 0 });

    const kesh = await models.Tune.findOne({ thesessionTuneId: 55 }).lean();
    expect(kesh).toMatchObject({ name: 'Kesh, The', type: 'jig', tunebooks: 0, aliases: [] });
    const settings = await models.TuneSetting.find({ thesessionTuneId: 55 }).sort({ settingId: 1 }).lean();
    expect(settings.map(({ settingId, key, meter }) => [settingId, key, meter])).toEqual([
      [900001, 'Gmaj', '6/8'],
      [900002, 'Gmaj', '6/8'],
    ]);
    expect(settings[0]?.tuneId).toEqual(kesh?._id);
    expect(settings[0]?.abc).toBe('|:GAG GAB|ABA ABd|edd gdd|edB dBA|\nGAG GAB|ABA ABd|edd gdB|AGF G3:|');
    const maggie = await models.TuneSetting.findOne({ settingId: 900003 }).lean();
    expect(
      toAbc({ title: 'Drowsy Maggie', type: 'reel', key: maggie?.key ?? null, abc: maggie?.abc ?? '' }),
    ).toBe(
      'X:1\nT:Drowsy Maggie\nR:reel\nM:4/4\nL:1/8\nK:Edor\n|:E2BE dEBE|E2BE AFDF|E2BE dEBE|BABc dAFD:|\n',
    );
    expect(await models.Tune.findOne({ thesessionTuneId: 90000001 }).lean()).toMatchObject({
      name: `Paddy "Boy" Ward's, The`,
    });
    const set = await models.ThesessionSet.findOne({ thesessionId: 800001 }).lean();
    expect(set?.tunes.map(({ order, name }) => `${order} ${name}`)).toEqual(['1 Kesh, The', "2 Morrison's"]);
    const recording = await models.ThesessionRecording.findOne({ thesessionId: 700001 }).lean();
    expect(recording).toMatchObject({ artist: 'The Ensemble Band', name: 'First Evening' });
    expect(recording?.tracks).toHaveLength(3);
  });

  test('the order of files does not matter, and a second run changes nothing', async () => {
    const rows = {
      'a.csv': 'tune_id,alias,name\n55,"Kesh Mountain, The","The Kesh (old name)"\n',
      'b.csv': 'name,tune_id,tunebooks\n"Kesh, The",55,7108\n',
      'c.csv':
        'tune_id,setting_id,name,type,meter,mode,abc,date,username\n55,1,"Kesh, The",jig,6/8,Gmajor,|GAG|,,x\n',
    };
    const forward = await files(rows);
    await importFrom(forward);
    const first = await models.Tune.findOne({ thesessionTuneId: 55 }).lean();
    expect(first).toMatchObject({
      name: 'Kesh, The',
      type: 'jig',
      tunebooks: 7108,
      aliases: ['Kesh Mountain, The'],
    });
    const again = await importFrom(forward);
    expect(again.targets.tunes).toEqual({ created: 0, updated: 0, unchanged: 3 });
    expect(await models.Tune.findOne({ thesessionTuneId: 55 }).lean()).toEqual(first);

    await connection.dropDatabase();
    await rm(forward, { recursive: true });
    await importFrom(await files({ 'c.csv': rows['a.csv'], 'b.csv': rows['b.csv'], 'a.csv': rows['c.csv'] }));
    const { name, type, tunebooks, aliases } =
      (await models.Tune.findOne({ thesessionTuneId: 55 }).lean()) ?? {};
    expect({ name, type, tunebooks, aliases }).toEqual({
      name: 'Kesh, The',
      type: 'jig',
      tunebooks: 7108,
      aliases: ['Kesh Mountain, The'],
    });
  });

  test('a setting follows its tune when tunes were merged', async () => {
    const header = 'tune_id,setting_id,name,type,meter,mode,abc,date,username\n';
    await importFrom(await files({ 'tunes.csv': `${header}7,1,Old,reel,4/4,Dmajor,|d4|,,x\n` }));
    const report = await importFrom(
      await files({ 'tunes.csv': `${header}8,1,New,reel,4/4,Dmajor,|d4|,,x\n` }),
    );
    expect(report.moved).toEqual({ count: 1, first: [{ settingId: 1, from: 7, to: 8 }] });
    const tune = await models.Tune.findOne({ thesessionTuneId: 8 }).lean();
    expect(await models.TuneSetting.findOne({ settingId: 1 }).lean()).toMatchObject({
      tuneId: tune?._id,
      thesessionTuneId: 8,
    });
  });

  test('a running server learns of new tunes, and of nothing when there are none', async () => {
    expect(await tunesVersion(connection)).toBe(0);
    await importFrom(own);
    expect(await tunesVersion(connection)).toBe(1);
    await importFrom(own);
    expect(await tunesVersion(connection)).toBe(1);
    expect((await loadTuneIndex(models)).resolve('12 pins').match?.thesessionTuneId).toBe(90000002);
  });

  test('files are known by their columns; others are left alone', async () => {
    const dir = await files({
      'recordings.csv': 'name,tune_id,tunebooks\nKesh,55,1\n',
      'events.json': '[{"tune_id":"55","alias":"Kincora","name":"Kesh"}]',
      'tunes.csv': 'a,b\n1,2\n',
      'empty.csv': '',
      'header-only.csv': 'name,tune_id,tunebooks\n',
      'notes.txt': 'nothing',
    });
    const report = await importFrom(dir);
    expect(report.files.map(({ file, kind }) => [file, kind])).toEqual([
      ['empty.csv', null],
      ['events.json', 'aliases'],
      ['header-only.csv', null],
      ['recordings.csv', 'tune_popularity'],
      ['tunes.csv', null],
    ]);
    expect(await models.Tune.findOne().lean()).toMatchObject({
      name: 'Kesh',
      aliases: ['Kincora'],
      tunebooks: 1,
    });
  });
});

test.each([['fixtures', fixtures], ...(existsSync(beside) ? [['beside the project', beside]] : [])])(
  'the extract in %s comes in whole, twice the same',
  async (_, dir) => {
    const source = join(folder, 'extract');
    await cp(dir, source, { recursive: true });
    for (const stranger of ['abc-oddities.json', 'matcher-cases.json']) {
      await writeFile(join(source, stranger), fixtureText(stranger));
    }
    const progress: ImportProgress[] = [];
    const report = await importFolder(source, await mongoSink(connection), {
      onProgress: (each) => progress.push(each),
    });
    const kinds = Object.fromEntries(
      report.files.map(({ file, kind, rows }) => [file, kind === null ? null : rows]),
    );
    expect(kinds).toMatchObject({
      'abc-oddities.json': null,
      'aliases.csv': 14_602,
      'events.csv': 60,
      'matcher-cases.json': null,
      'sessions.csv': 60,
      'sessions.json': 60,
      'tune_popularity.csv': 5_701,
    });
    // 5,701 in the list of popularity, and those that only their aliases tell of.
    expect(await models.Tune.countDocuments()).toBe(6_783);
    expect(await models.ThesessionSession.countDocuments()).toBe(60);
    const events = await models.ThesessionEvent.countDocuments();
    expect(events + (report.files.find(({ file }) => file === 'events.csv')?.skipped ?? 0)).toBe(60);
    expect(report.targets.sessions).toEqual({ created: 60, updated: 0, unchanged: 60 });
    const last = progress.at(-1);
    expect(last?.bytesRead).toBe(last?.bytesTotal);

    const index = await loadTuneIndex(models);
    const cases = matcherCases();
    const hits = cases.filter(({ q, expect: ids }) =>
      ids.includes(String(index.search(q)[0]?.tune.thesessionTuneId)),
    );
    expect(hits.length / cases.length).toBeGreaterThanOrEqual(0.95);

    const again = await importFolder(source, await mongoSink(connection));
    for (const { created, updated } of Object.values(again.targets))
      expect({ created, updated }).toEqual({ created: 0, updated: 0 });
    expect(again.skipped).toEqual(report.skipped);
    console.info(
      `first ${report.tookMs} ms, again ${again.tookMs} ms, skipped ${JSON.stringify(report.skipped.byReason)}`,
    );
  },
  60_000,
);

test('our own small files are as the dump writes them', async () => {
  expect(await readFile(join(own, 'tunes.csv'), 'utf8')).toContain('ABA ABd|edd gdd|edB dBA|\r\n');
});
