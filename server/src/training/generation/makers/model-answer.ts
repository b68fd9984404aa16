import {
  type CitedPassage,
  DESCRIPTION_MAX,
  DURATION_MAX_MINUTES,
  type OutlineSection,
  SectionKind,
  type SessionMetadata,
  type SourceRef,
  TITLE_MAX,
} from '@ensemble/shared/training';
import { escapeText, htmlToText, sanitizeHtml } from '@ensemble/shared/training/rich-text/index';
import type { OutlineAnswer } from './answer-form.ts';

const SECTIONS_MIN = 2;
const SECTIONS_MOST = 60;
const LABEL_MAX = 120;
const TOPICS_MOST = 20;
const MATERIALS_MOST = 40;

/** Short names for the passages of one question: long ids invite slips. `S1` is the first. */
export const handlesOf = (passages: readonly CitedPassage[]): Map<string, CitedPassage> =>
  new Map(passages.map((passage, index) => [`S${index + 1}`, passage]));

/** What cannot be used in an answer, in words for the model. Sources that it was not given are refused, not dropped. */
export function complaintsAbout(
  { sections }: OutlineAnswer,
  handles: ReadonlyMap<string, CitedPassage>,
): string[] {
  const given = [...handles.keys()].join(', ');
  const count =
    sections.length < SECTIONS_MIN || sections.length > SECTIONS_MOST
      ? [`sections: there must be ${SECTIONS_MIN} to ${SECTIONS_MOST}`]
      : [];
  const each = sections.flatMap(({ title, description, durationMinutes, sources = [] }, index) => {
    const at = `sections.${index}`;
    const unknown = sources.filter((source) => !handles.has(source));
    return [
      ...(plain(title) === '' ? [`${at}.title: must not be empty`] : []),
      ...(htmlToText(htmlOf(description)).trim() === '' ? [`${at}.description: must not be empty`] : []),
      ...(description.length > DESCRIPTION_MAX ? [`${at}.description: is too long`] : []),
      ...(durationMinutes >= 1 && durationMinutes <= DURATION_MAX_MINUTES
        ? []
        : [`${at}.durationMinutes: must be from 1 to ${DURATION_MAX_MINUTES}`]),
      ...(unknown.length > 0
        ? [
            `${at}.sources: ${unknown.map((id) => JSON.stringify(id.slice(0, 40))).join(', ')} unknown; only ${given} were given`,
          ]
        : []),
    ];
  });
  return [...count, ...each];
}

/** An answer without complaints as sections, in its order; ids are the caller's. */
export function sectionsOf(
  { sections }: OutlineAnswer,
  handles: ReadonlyMap<string, CitedPassage>,
  { topics }: Pick<SessionMetadata, 'topics'>,
): Omit<OutlineSection, 'id'>[] {
  const topicNames = new Map(topics.map(({ title }) => [title.toLowerCase(), title]));
  return sections.map((said) => {
    const cited = [...new Set(said.sources ?? [])].flatMap((handle) => handles.get(handle) ?? []);
    return {
      kind: kindOf(said.kind),
      title: cut(plain(said.title), TITLE_MAX),
      descriptionHtml: htmlOf(said.description),
      durationMinutes: Math.round(said.durationMinutes),
      topics: labels(said.topics, TOPICS_MOST).map((label) => topicNames.get(label.toLowerCase()) ?? label),
      materials: labels(said.materials, MATERIALS_MOST),
      groupId: null,
      origin: cited.length > 0 ? 'rag' : 'ai',
      sources: cited.map(refOf),
    };
  });
}

export const refOf = ({ id, documentId, title, heading }: SourceRef): SourceRef => ({
  id,
  documentId,
  title,
  heading,
});

/** "Warm up" → warm-up; what is no word at all is an activity. */
function kindOf(said: string): string {
  const slug = said
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
  return SectionKind.safeParse(slug).success ? slug : 'activity';
}

const labels = (said: readonly string[], most: number): string[] =>
  [...new Set(said.map((label) => cut(plain(label), LABEL_MAX)).filter(Boolean))].slice(0, most);

/** Without half a sign at the end. */
const cut = (said: string, most: number): string =>
  said
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();

/** One line without markup and signs nobody sees. */
const plain = (said: string): string =>
  htmlToText(sanitizeHtml(said))
    .replace(/[\u0000-\u001F\u007F\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF\s]+/g, ' ')
    .trim();

/** Only what descriptions may hold. Some models write lines and dashes whatever they are told. */
function htmlOf(said: string): string {
  if (/<[a-z][^>]*>/i.test(said)) return sanitizeHtml(said);
  const blocks = said.split(/\n\s*\n/).map((block) => block.split('\n').filter((line) => line.trim() !== ''));
  return sanitizeHtml(blocks.map(blockHtml).join(''));
}

const BULLET = /^\s*(?:[-*•]|\d+[.)])\s+/;

function blockHtml(lines: readonly string[]): string {
  const bullets = lines.filter((line) => BULLET.test(line));
  const rest = lines.filter((line) => !BULLET.test(line));
  const paragraph = rest.length > 0 ? `<p>${rest.map(escaped).join('<br>')}</p>` : '';
  const items = bullets.map((line) => `<li>${escaped(line.replace(BULLET, ''))}</li>`).join('');
  return `${paragraph}${items === '' ? '' : `<ul>${items}</ul>`}`;
}

const escaped = (text: string): string =>
  escapeText(text.trim()).replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
