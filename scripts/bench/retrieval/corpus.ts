import { readdirSync, readFileSync } from 'node:fs';
import { chunkText, type Passage } from '@ensemble/shared/search';
import { z } from 'zod';

/** The texts and questions of tests/fixtures/knowledge. */

const FOLDER = new URL('../../../tests/fixtures/knowledge/', import.meta.url);

export interface Query {
  text: string;
  /** Grades by document, 3 to 1; what is not named is 0. */
  relevant: ReadonlyMap<string, number>;
}

const Questions = z.strictObject({
  queries: z.array(
    z.strictObject({ text: z.string(), relevant: z.record(z.string(), z.int().min(1).max(3)) }),
  ),
  nothing: z.array(z.string()),
});

export function readQuestions(): { queries: Query[]; nothing: string[] } {
  const { queries, nothing } = Questions.parse(
    JSON.parse(readFileSync(new URL('queries.json', FOLDER), 'utf8')),
  );
  return {
    queries: queries.map(({ text, relevant }) => ({ text, relevant: new Map(Object.entries(relevant)) })),
    nothing,
  };
}

/** Every document's passages as the app cuts them, by the document's name. */
export function readDocuments(): Map<string, Passage[]> {
  const folder = new URL('documents/', FOLDER);
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return new Map(
    names.sort().map((name) => {
      const group = name.slice(0, -'.md'.length);
      const text = readFileSync(new URL(name, folder), 'utf8');
      const title = /^# (.+)$/m.exec(text)?.[1] ?? group;
      const chunks = chunkText(text, { format: 'markdown' });
      return [
        group,
        chunks.map(({ position, heading, text: words }) => ({
          id: `${group} ${position}`,
          group,
          title,
          heading,
          text: words,
        })),
      ];
    }),
  );
}
