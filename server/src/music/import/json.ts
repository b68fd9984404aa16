import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type RawRow, MAX_RECORD_CHARACTERS } from './csv.ts';

function toRow(text: string, line: number): RawRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { line, problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const cells: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, cell] of Object.entries(value as Record<string, unknown>)) {
    if (typeof cell === 'string') cells[name.toLowerCase()] = cell;
    else if (typeof cell === 'number' || typeof cell === 'boolean') cells[name.toLowerCase()] = String(cell);
    else if (cell === null) cells[name.toLowerCase()] = '';
  }
  return { line, cells };
}

/**
 * Reads the objects of a JSON array one by one, however long the array is. Only brackets and strings are looked at
 * here; each object is parsed on its own, so that a broken one costs itself alone.
 */
export async function* readJson(source: Readable): AsyncGenerator<RawRow> {
  const decoder = new StringDecoder('utf8');
  let depth = 0;
  let inString = false;
  let escaped = false;
  let tooLong = false;
  let line = 1;
  let firstLine = 1;
  let object = '';
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const text = decoder.write(chunk);
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text[i];
      if (char === '\n') line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (char === '\\') escaped = true;
        else if (char === '"') inString = false;
      } else if (char === '"') inString = depth > 0;
      else if (char === '{') {
        if (depth === 0) [from, firstLine] = [i, line];
        depth += 1;
      } else if (char === '}' && depth > 0) {
        depth -= 1;
        if (depth > 0) continue;
        object += text.slice(from, i + 1);
        if (tooLong) yield { line: firstLine, problem: `longer than ${MAX_RECORD_CHARACTERS} characters` };
        else yield toRow(object, firstLine);
        object = '';
        tooLong = false;
      }
    }
    if (depth > 0) object += text.slice(from);
    if (object.length > MAX_RECORD_CHARACTERS) [object, tooLong] = ['', true];
  }
  if (depth > 0) yield { line: firstLine, problem: 'the file ends inside an object' };
}
