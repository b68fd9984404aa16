import type { Rng } from '../../core/rng.ts';
import { type Html, em, escapeHtml, inline, p, quote as blockquote, stack, strong, ul } from '../html.ts';
import { type Method, type MethodSubject, fill, stepList } from '../methods/index.ts';
import { minutesWords } from '../words.ts';
import { type Brief, shortened } from './brief.ts';
import type { Slot } from './plan.ts';
import type { Quote } from './quotes.ts';
import type { Sayings, Voice } from './voices/index.ts';

/** Titles and descriptions, in the persona's words. */

export interface Writing {
  brief: Brief;
  voice: Voice;
  slot: Slot;
  method: Method;
  quotes: readonly Quote[];
  /** Said in the opening; null: nothing. */
  note: string | null;
  sayer: Sayer;
}

/** Says what has been said least, so that neighbours do not read alike. */
export class Sayer {
  readonly #rng: Rng;
  readonly #said = new Map<string, number>();

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  oneOf(sayings: readonly [string, ...string[]]): string {
    const times = (saying: string): number => this.#said.get(saying) ?? 0;
    const least = Math.min(...sayings.map(times));
    const saying = this.#rng.pick(sayings.filter((each) => times(each) === least));
    this.#said.set(saying, least + 1);
    return saying;
  }
}

const LABEL_MAX = 120;
/** Leaves room for the round, the method and a number. */
const TITLE_TOPIC_MAX = 80;

/** "A, B and C", as far as there is room. */
export function topicLabel({ topics }: Slot): string {
  const labels = topics.map(({ label }) => label);
  const whole =
    labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
  return whole.length <= LABEL_MAX ? whole : `${labels[0]?.slice(0, LABEL_MAX - 10).trimEnd()} and more`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the whole session is about, as short as a title needs it. */
const SHORT_THEME = 70;
function focusOf({ brief, slot, voice }: Writing): string {
  const problem = slot.part === 'opening' && voice.namesProblem ? brief.complaint : '';
  const short = problem || brief.goal || brief.theme;
  return short.length <= SHORT_THEME ? short : `${short.slice(0, SHORT_THEME).replace(/\s+\S*$/, '')} …`;
}

const withAngle = (title: string, { angle }: Slot): string => (angle === '' ? title : `${title}, ${angle}`);

function togetherTitle({ brief, slot, voice }: Writing): string {
  const named = voice.namesProblem ? brief.complaint : '';
  return withAngle(upperFirst(named || 'Putting it together'), slot);
}

/** With a colon, unless there is one already. */
const joined = (subject: string, rest: string): string =>
  `${subject}${`${subject} ${rest}`.includes(': ') ? ' –' : ':'} ${rest}`;

function titleOf(writing: Writing): string {
  const { slot, method } = writing;
  const name = lowerFirst(method.name);
  switch (slot.part) {
    case 'meal':
    case 'break':
      return method.name;
    case 'opening':
    case 'closing':
      return joined(method.name, focusOf(writing));
    case 'together':
      return joined(togetherTitle(writing), name);
    case 'topic':
      return joined(withAngle(upperFirst(shortened(topicLabel(slot), TITLE_TOPIC_MAX)), slot), name);
  }
}

/** `taken` titles get a number, so that people can tell sections apart in a list. */
export function uniqueTitle(writing: Writing, taken: Set<string>): string {
  const title = titleOf(writing);
  let unique = title;
  for (let part = 2; taken.has(unique) && writing.slot.kind !== 'break'; part++)
    unique = `${title} (${part})`;
  taken.add(unique);
  return unique;
}

/** Everything a text may speak of. In opening and closing the aim stands above, and is not said twice. */
function subjectOf({ brief, slot }: Writing): MethodSubject {
  const isEnd = slot.part === 'opening' || slot.part === 'closing';
  return {
    topic: slot.topics.length > 0 ? topicLabel(slot) : brief.theme,
    audience: brief.audience,
    outcome: isEnd ? '' : brief.outcome,
    problem: isEnd ? '' : brief.problem,
  };
}

const labelled = (label: string, text: Html): Html => p(strong(`${label}:`), escapeHtml(' '), text);

/** One of the sayings for this kind; none about a problem that nobody stated. */
function saying(sayings: Sayings, { slot, brief, sayer }: Writing): string {
  if (slot.kind === 'break') return '';
  const all = sayings[slot.kind];
  const [first, ...more] = all.filter((text) => brief.problem !== '' || !text.includes('{problem}'));
  return sayer.oneOf(first === undefined ? all : [first, ...more]);
}

/** A step for each minute at most: in a short section the long steps are what counts. */
function stepsFor({ steps }: Method, minutes: number): Method['steps'] {
  const room = Math.max(1, minutes);
  if (steps.length <= room) return steps;
  const longest = new Set([...steps].sort((a, b) => b[1] - a[1]).slice(0, room));
  return steps.filter((step) => longest.has(step));
}

const aimOf = ({ outcome }: Brief): Html | null => (outcome === '' ? null : labelled('Aim', em(outcome)));

function openingWords({ brief, note }: Writing): (Html | null)[] {
  const stated = (label: string, text: string): Html | null =>
    text === '' ? null : labelled(label, escapeHtml(text));
  return [
    aimOf(brief),
    brief.problem === '' ? null : labelled('Where it stands today', em(brief.problem)),
    stated('For', brief.audience),
    stated('Tone', lowerFirst(brief.tone)),
    note === null ? null : p(em(note)),
  ];
}

function topicWords({ slot }: Writing): (Html | null)[] {
  const described = slot.leads ? slot.topics.filter(({ description }) => description !== '') : [];
  return [
    ...described.map(({ description }) => p(escapeHtml(description))),
    slot.cutFrom === null
      ? null
      : p(
          em(
            `The setup asks for ${minutesWords(slot.cutFrom)} on this topic; the session is too short for that, so it has less here.`,
          ),
        ),
  ];
}

function aboveSteps(writing: Writing): (Html | null)[] {
  const { slot, brief, voice } = writing;
  const lead = labelled(voice.lead.label, fill(saying(voice.lead.sayings, writing), subjectOf(writing)));
  if (slot.part === 'opening') return [...openingWords(writing), lead];
  if (slot.part === 'closing') return [aimOf(brief), lead];
  return [lead, ...topicWords(writing)];
}

const attribution = ({ passage: { title, heading } }: Quote): string =>
  heading === '' ? title : `${title} › ${heading}`;

/** What one passage says stands together, under its name once. */
function byPassage(quotes: readonly Quote[]): [Quote, ...Quote[]][] {
  const said = new Map<string, [Quote, ...Quote[]]>();
  for (const each of quotes) {
    const known = said.get(each.passage.id);
    if (known) known.push(each);
    else said.set(each.passage.id, [each]);
  }
  return [...said.values()];
}

function sourceWords({ quotes, voice, sayer }: Writing): Html | null {
  if (quotes.length === 0) return null;
  return stack(
    p(strong(voice.sourcesLabel)),
    ...byPassage(quotes).map((said) =>
      blockquote(...said.map(({ text }) => p(escapeHtml(`“${text}”`))), p(em(attribution(said[0])))),
    ),
    p(escapeHtml(sayer.oneOf(voice.sourcesQuestions))),
  );
}

function belowSteps(writing: Writing): Html {
  const { method, voice, slot } = writing;
  const asked = slot.minutes >= 8 ? method.debrief.slice(0, voice.questions) : [];
  const subject = subjectOf(writing);
  return stack(
    asked.length === 0 ? null : p(strong('Ask afterwards')),
    asked.length === 0 ? null : ul(asked.map((question) => fill(question, subject))),
    labelled(voice.tail.label, fill(saying(voice.tail.sayings, writing), subject)),
  );
}

/** HTML of the whitelist. */
export function descriptionOf(writing: Writing): string {
  const { method, slot, voice } = writing;
  const subject = subjectOf(writing);
  const steps = stepList(stepsFor(method, slot.minutes), slot.minutes, subject);
  if (slot.kind === 'break') return stack(p(fill(method.purpose, subject)), steps);
  const sources = sourceWords(writing);
  return stack(
    ...aboveSteps(writing),
    voice.sourcesFirst ? sources : null,
    p(inline(strong(method.name), escapeHtml('. '), fill(method.purpose, subject))),
    steps,
    voice.sourcesFirst ? null : sources,
    belowSteps(writing),
  );
}
