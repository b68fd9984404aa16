import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '@ensemble/shared';
import { type RawRow, readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { type Kind, kindOf, type Row, SCHEMAS } from './kinds.ts';
import { type FileReport, type ImportReport, Reporter } from './report.ts';
import type { ImportSink } from './sink.ts';

export interface ImportProgress {
  file: string;
  /** Rows read of this file. */
  rows: number;
  /** Of all files of the folder together. */
  bytesRead: number;
  bytesTotal: number;
}

export interface ImportOptions {
  onProgress?: (progress: ImportProgress) => void;
  /** Skipped rows listed in the report; all are counted. 200 unless told. */
  maxListed?: number;
  clock?: Clock;
}

/** Rows per read and write of the store. */
const BATCH = 500;

async function beginsWithBracket(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    return /^\uFEFF?\s*\[\s*(?:\{|\]|$)/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Writes a batch of one kind. A row of tunes.csv speaks of a tune and of one of its settings. */
async function write(
  kind: Kind,
  rows: readonly unknown[],
  sink: ImportSink,
  reporter: Reporter,
): Promise<void> {
  const as = <Each extends Kind>(): readonly Row<Each>[] => rows as readonly Row<Each>[];
  switch (kind) {
    case 'tune_popularity': {
      const facts = as<'tune_popularity'>().map(({ tune_id, name, tunebooks }) => ({
        thesessionTuneId: tune_id,
        name,
        nameSource: 'popularity' as const,
        tunebooks,
      }));
      return reporter.wrote('tunes', await sink.upsertTunes(facts));
    }
    case 'aliases': {
      const facts = as<'aliases'>().map(({ tune_id, name, alias }) => ({
        thesessionTuneId: tune_id,
        name,
        nameSource: 'aliases' as const,
        alias,
      }));
      return reporter.wrote('tunes', await sink.upsertTunes(facts));
    }
    case 'tunes': {
      const facts = as<'tunes'>().map(({ tune_id, name, type }) => ({
        thesessionTuneId: tune_id,
        name,
        nameSource: 'tunes' as const,
        type,
      }));
      reporter.wrote('tunes', await sink.upsertTunes(facts));
      const settings = await sink.upsertSettings(as<'tunes'>());
      reporter.moved(settings.moved);
      return reporter.wrote('settings', settings);
    }
    case 'sessions':
      return reporter.wrote('sessions', await sink.upsertSessions(as<'sessions'>()));
    case 'events':
      return reporter.wrote('events', await sink.upsertEvents(as<'events'>()));
    case 'sets':
      return reporter.wrote('sets', await sink.upsertSets(as<'sets'>()));
    case 'recordings':
      return reporter.wrote('recordings', await sink.upsertRecordings(as<'recordings'>()));
  }
}

/** Checks one row; null after saying why it is skipped. */
function validate(kind: Kind, raw: RawRow, file: FileReport, reporter: Reporter): unknown {
  if ('problem' in raw) {
    reporter.skip(file, raw.line, raw.problem);
    return null;
  }
  const result = SCHEMAS[kind].safeParse(raw.cells);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const missing = issue?.code === 'invalid_type' ? 'is missing' : (issue?.message ?? 'is not valid');
  reporter.skip(file, raw.line, `${issue?.path.join('.') ?? 'row'} ${missing}`);
  return null;
}

async function importFile(
  rows: AsyncIterable<RawRow>,
  file: FileReport,
  sink: ImportSink,
  reporter: Reporter,
  tick: () => void,
): Promise<void> {
  let batch: unknown[] = [];
  const waiting: RawRow[] = [];
  for await (const raw of rows) {
    file.rows += 1;
    if (file.kind === null) {
      // The first whole row shows the columns; rows unreadable before it are told of afterwards.
      if (!('cells' in raw)) {
        if (waiting.length < BATCH) waiting.push(raw);
        continue;
      }
      file.columns = Object.keys(raw.cells);
      file.kind = kindOf(file.columns);
      if (file.kind === null) return;
      for (const each of waiting) validate(file.kind, each, file, reporter);
    }
    const row = validate(file.kind, raw, file, reporter);
    if (row !== null) batch.push(row);
    if (batch.length < BATCH) continue;
    await write(file.kind, batch, sink, reporter);
    batch = [];
    tick();
  }
  if (file.kind !== null) await write(file.kind, batch, sink, reporter);
  tick();
}

/**
 * Imports every .csv and .json file of a folder that has the columns of a file of the dump; others are left alone and
 * reported with `kind` null. Any order of files gives the same store, and a second run changes nothing. Throws when
 * the folder cannot be read or the store fails; rows already written stay, and running again completes them.
 */
export async function importFolder(
  dir: string,
  sink: ImportSink,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now();
  const reporter = new Reporter(options.maxListed ?? 200);
  const names = (await readdir(dir)).filter((name) => /\.(?:csv|json)$/i.test(name)).sort();
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  const bytesTotal = sizes.reduce((sum, size) => sum + size, 0);
  let bytesBefore = 0;
  for (const [i, name] of names.entries()) {
    const path = join(dir, name);
    const file = reporter.file(name);
    const source = createReadStream(path);
    const tick = (): void =>
      options.onProgress?.({
        file: name,
        rows: file.rows,
        bytesRead: bytesBefore + source.bytesRead,
        bytesTotal,
      });
    const rows = (await beginsWithBracket(path)) ? readJson(source) : readCsv(source);
    try {
      await importFile(rows, file, sink, reporter, tick);
    } finally {
      source.destroy();
    }
    bytesBefore += sizes[i] ?? 0;
  }
  await sink.finish(reporter.tunesChanged);
  return reporter.sum(clock.now() - startedAt);
}
