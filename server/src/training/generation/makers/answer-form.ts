import { type CitedPassage, SECTION_KINDS } from '@ensemble/shared/training';
import { z } from 'zod';

/** A list that small models leave out, or write as one text. */
const list = z.preprocess(
  (said) => (typeof said === 'string' ? (said.trim() === '' ? [] : [said]) : (said ?? [])),
  z.array(z.string()),
);
/** "15 min" is fifteen. */
const minutes = z.preprocess(
  (said) => (typeof said === 'string' && /^\s*\d/.test(said) ? Number.parseFloat(said) : said),
  z.number(),
);
/** Other names that models have for what they were asked for. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  type: 'kind',
  name: 'title',
  descriptionHtml: 'description',
  content: 'description',
  duration: 'durationMinutes',
  minutes: 'durationMinutes',
  duration_minutes: 'durationMinutes',
};
function renamed(said: unknown): unknown {
  if (typeof said !== 'object' || said === null) return said;
  const others = Object.entries(said).filter(([name]) => name in OTHER_NAMES);
  return { ...Object.fromEntries(others.map(([name, value]) => [OTHER_NAMES[name], value])), ...said };
}

const section = z.object({
  kind: z.string().describe(`one of: ${SECTION_KINDS.join(', ')}`),
  title: z.string(),
  description: z.string().describe('HTML of p, ul, ol, li, strong and em only'),
  durationMinutes: minutes.describe('whole minutes'),
  topics: list.describe('titles of listed topics that this section is about'),
  materials: list.describe('what has to be there for it'),
});
const citing = section.extend({
  sources: list.describe('ids of given sources that this section really rests on'),
});

const outlineOf = <Section extends z.ZodType>(one: Section) =>
  z.object({ sections: z.array(z.preprocess(renamed, one)) });
const CitingAnswer = outlineOf(citing);
const PlainAnswer = outlineOf(section);

/** `sources` are there when some were given. */
export interface OutlineAnswer {
  sections: (z.output<typeof section> & { sources?: string[] })[];
}

/**
 * What a model is asked to answer: plain types, all required, which every strict server takes; read with some mercy.
 * Where there are no sources nobody is asked for any, and what is said of them does not count.
 */
export const answerSchema = (handles: ReadonlyMap<string, CitedPassage>): z.ZodType<OutlineAnswer> =>
  handles.size > 0 ? CitingAnswer : PlainAnswer;
