import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_RECORD_CHARACTERS, type RawRow, readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { kindOf, SCHEMAS } from './kinds.ts';

/** Arrives in pieces, so that nothing depends on where a chunk ends. */
const pieces = (text: string, size = 7): Readable => {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return Readable.from(chunks);
};
const collect = async (rows: AsyncIterable<RawRow>): Promise<RawRow[]> => {
  const all: RawRow[] = [];
  for await (const row of rows) all.push(row);
  return all;
};

describe('CSV as it is really written', () => {
  const cells = async (text: string) =>
    (await collect(readCsv(pieces(text)))).map((row) =>
      'cells' in row ? Object.values(row.cells) : row.problem,
    );

  test.each([
    ['a byte order mark', '\uFEFFa,b\n1,2\n', [['1', '2']]],
    [
      'CRLF inside a cell',
      'a,b\r\n1,"x\r\ny"\r\n2,z\r\n',
      [
        ['1', 'x\ny'],
        ['2', 'z'],
      ],
    ],
    ['doubled quotes', 'a,b\n1,"He said ""hi"""\n', [['1', 'He said "hi"']]],
    [
      'unescaped quotes in a quoted name',
      'a,b,c\n5,"Paddy "Boy" Murphy\'s","X"\n',
      [['5', 'Paddy "Boy" Murphy\'s', 'X']],
    ],
    [
      'the same with a comma',
      'a,b,c\n5,"Paddy "Boy", The",X\n6,y,z\n',
      [
        ['5', 'Paddy "Boy", The', 'X'],
        ['6', 'y', 'z'],
      ],
    ],
    ['a name in quotes of its own', 'a,b\n1,"""The Foo"""\n', [['1', '"The Foo"']]],
    ['quotes in a plain cell', 'a,b\n1,Pad "Boy" x\n', [['1', 'Pad "Boy" x']]],
    [
      'empty cells and lines',
      'a,b\n,\n\n1,\n',
      [
        ['', ''],
        ['1', ''],
      ],
    ],
    ['too few columns', 'a,b\n1\n2,3\n', ['1 columns where the header has 2', ['2', '3']]],
    ['no last line end', 'a,b\n1,2', [['1', '2']]],
    ['nothing', '', []],
  ])('%s', async (_, text, expected) => expect(await cells(text)).toEqual(expected));

  test('what is written well is read as it was', async () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'ó', ' ', ',', '"', '\n', "'", ';'), maxLength: 6 })
      // In quotes, and with more inside: cannot be told from a cell whose quotes were not escaped.
      .filter((text) => !/^".*".*"$/s.test(text));
    const row = fc.tuple(cell, cell, cell).filter((cells) => cells.some((each) => each !== ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        async (rows, size) => {
          const text = stringify([['x', 'y', 'z'], ...rows], { quoted: true });
          const found = (await collect(readCsv(pieces(text, size)))).map((each) =>
            'cells' in each ? Object.values(each.cells) : each,
          );
          expect(found).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a row has the line it begins on', async () => {
    const rows = await collect(readCsv(pieces('a,b\r\n1,"x\r\ny"\r\n2,z\r\n3\r\n')));
    expect(rows.map(({ line }) => line)).toEqual([2, 4, 5]);
  });

  test('a quote that never closes costs its record, not the memory', async () => {
    const rows = await collect(
      readCsv(pieces(`a,b\n1,"${'x'.repeat(MAX_RECORD_CHARACTERS + 10)}\n2,3\n`, 65_536)),
    );
    expect(rows.some((row) => 'problem' in row)).toBe(true);
    expect(rows.every((row) => 'problem' in row || Object.values(row.cells).join('').length < 10)).toBe(true);
  });
});

describe('JSON arrays', () => {
  test.each([1, 3, 1000])('in pieces of %i bytes', async (size) => {
    const text = '\uFEFF[\n{"id":"1","name":"Síle } \\" {"},\n{"id":2,"x":null,"y":[{"z":1}]},{"id":"3"} ]\n';
    expect(await collect(readJson(pieces(text, size)))).toEqual([
      { line: 2, cells: { id: '1', name: 'Síle } " {' } },
      { line: 3, cells: { id: '2', x: '' } },
      { line: 3, cells: { id: '3' } },
    ]);
  });

  test('a broken object costs itself', async () => {
    const rows = await collect(readJson(pieces('[{"id":1},{id:2},{"id":3},{"id":')));
    expect(rows.map((row) => ('cells' in row ? row.cells.id : 'problem'))).toEqual([
      '1',
      'problem',
      '3',
      'problem',
    ]);
  });

  test('an object too long is told of and let go', async () => {
    const long = `[{"a":"${'x'.repeat(MAX_RECORD_CHARACTERS * 2)}"},{"a":"1"}]`;
    const rows = await collect(readJson(pieces(long, 65_536)));
    expect(rows).toEqual([
      expect.objectContaining({ problem: expect.stringContaining('longer') }),
      { line: 1, cells: { a: '1' } },
    ]);
  });
});

test.each([
  ['tune_id,setting_id,name,type,meter,mode,abc,date,username,composer', 'tunes'],
  ['tune_id,setting_id,name,type,meter,mode,abc,date,username', 'tunes'],
  ['tune_id,alias,name', 'aliases'],
  ['name,tune_id,tunebooks', 'tune_popularity'],
  ['id,name,address,town,area,country,latitude,longitude,date', 'sessions'],
  ['id,event,dtstart,dtend,venue,address,town,area,country,latitude,longitude', 'events'],
  ['tuneset,date,member_id,username,settingorder,name,tune_id,setting_id,type,meter,mode,abc', 'sets'],
  ['id,artist,recording,track,number,tune,tune_id', 'recordings'],
  ['q,expect,kind', null],
])('%s is of kind %s', (columns, kind) => expect(kindOf(columns.split(','))).toBe(kind));

test('an event that ends before it starts is none', () => {
  const event = { id: '1', event: 'E', dtstart: '2020-01-02 10:00:00', dtend: '2020-01-02 12:00:00' };
  expect(SCHEMAS.events.parse(event)).toMatchObject({ dtstart: '2020-01-02T10:00:00', latitude: null });
  const backwards = SCHEMAS.events.safeParse({ ...event, dtend: '2020-01-01 12:00:00' });
  expect(backwards.error?.issues[0]).toMatchObject({ path: ['dtend'], message: 'is before dtstart' });
  expect(SCHEMAS.events.safeParse({ ...event, dtstart: '2020-13-45' }).success).toBe(false);
});

test('a setting keeps its notation, its key in short form', () => {
  const row = {
    tune_id: '1',
    setting_id: '2',
    name: ' A\r\n B ',
    type: 'Slip Jig',
    meter: '9/8',
    mode: 'Edorian',
    abc: 'A|\r\nB|',
  };
  expect(SCHEMAS.tunes.parse(row)).toMatchObject({
    name: 'A B',
    type: 'slip jig',
    mode: 'Edor',
    abc: 'A|\nB|',
    date: null,
  });
});
