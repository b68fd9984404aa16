import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { parse } from 'csv-parse';

/** A record of a file: its cells by column, or why it cannot be one. `line` is the first of its lines, from 1. */
export type RawRow = { line: number; cells: Record<string, string> } | { line: number; problem: string };

/** No cell of the dump comes near this; it stops a stray quote from swallowing the rest of a file. */
export const MAX_RECORD_CHARACTERS = 1_000_000;

/**
 * Relaxed parsing leaves the outer quotes of a cell that has unescaped ones inside: `"Paddy "Boy" Murphy's"`. A name
 * that is itself in quotes has none inside, and keeps its own.
 */
function unquote(cell: string): string {
  const inside = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1) : '';
  return inside.includes('"') ? inside.replaceAll('""', '"') : cell;
}

/**
 * Rejoins a quoted cell that was cut at its own commas, because a stray quote inside had ended it early. Null unless
 * exactly one way of joining fits the columns.
 */
function rejoin(cells: readonly string[], columns: number): string[] | null {
  const excess = cells.length - columns;
  if (excess < 1) return null;
  const starts = cells.flatMap((cell, i) =>
    cell.startsWith('"') && cells[i + excess]?.endsWith('"') ? [i] : [],
  );
  const [start] = starts;
  if (start === undefined || starts.length > 1) return null;
  const whole = cells.slice(start, start + excess + 1).join(',');
  return [...cells.slice(0, start), whole, ...cells.slice(start + excess + 1)];
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

/** Every line end as "\n": the parser would count CR and LF inside a cell as two lines. */
async function* withPlainLineEnds(source: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let held = '';
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const text = held + decoder.write(chunk);
    held = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n');
  }
  yield (held + decoder.end()).replace(/\r/g, '\n');
}

/** Reads CSV as people's tools really write it. The first record is the header; names of columns in lower case. */
export async function* readCsv(source: Readable): AsyncGenerator<RawRow> {
  const problems: RawRow[] = [];
  const parser = parse({
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    info: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    on_skip: (error) => {
      problems.push({ line: Number(error?.lines ?? 0), problem: error?.message ?? 'unreadable record' });
      return undefined;
    },
  });
  const lines = Readable.from(withPlainLineEnds(source));
  lines.once('error', (error) => parser.destroy(error));
  lines.pipe(parser);
  let header: string[] | null = null;
  let linesBefore = 0;
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    yield* problems.splice(0);
    const line = linesBefore + 1;
    linesBefore = info.lines;
    if (header === null) {
      header = record.map((column) => unquote(column).trim().toLowerCase());
      continue;
    }
    const cells = record.length === header.length ? record : rejoin(record, header.length);
    if (cells === null) {
      yield { line, problem: `${record.length} columns where the header has ${header.length}` };
    } else {
      yield { line, cells: Object.fromEntries(header.map((column, i) => [column, unquote(cells[i] ?? '')])) };
    }
  }
  yield* problems.splice(0);
}
