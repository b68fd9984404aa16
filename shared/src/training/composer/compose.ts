import { Rng } from '../../core/rng.ts';
import type { SessionMetadata } from '../metadata.schema.ts';
import { contributionMix } from '../mix.ts';
import type { CitedPassage, OutlineSection, SessionOutline, SourceRef } from '../outline.schema.ts';
import type { PersonaConfig } from '../personas.ts';
import { sectionIds } from '../section-ids.ts';
import {
  type ContributionMix,
  PERSONAS,
  type Persona,
  type QuickTweak,
  type RagWeight,
} from '../variants.schema.ts';
import { type Brief, briefOf } from './brief.ts';
import { MethodChoice, askedTerms } from './choose.ts';
import { type Slot, planSlots } from './plan.ts';
import { type Quote, QuoteBook } from './quotes.ts';
import { VOICES } from './voices/index.ts';
import { Sayer, type Writing, descriptionOf, topicLabel, uniqueTitle } from './write.ts';

/**
 * The embedded composer: an outline from the setup, the persona's way, the method library and sentences of
 * retrieved passages. No network, no chance but the seed.
 */
export interface ComposeInput {
  metadata: SessionMetadata;
  /** The instruction as it is kept, its placeholders not filled in: what was added to it names methods to prefer. */
  config: Pick<PersonaConfig, 'persona' | 'instruction'>;
  ragWeight: RagWeight;
  tweaks?: readonly QuickTweak[];
  /** Best first. Nothing is said that is not in them and quoted, or in the setup, or in the method library. */
  passages: readonly CitedPassage[];
  /** The person's own prompt: methods it speaks of are preferred. */
  prompt?: string;
  /** Same input and seed: same outline, ids included. */
  seed: number;
}

export interface Composed {
  outline: SessionOutline;
  /** Those passages that are quoted, in order of their first quote. */
  sources: CitedPassage[];
  mix: ContributionMix;
  /** What people should know of how it was made, such as that no sources were found; null: nothing. */
  note: string | null;
}

export const NO_SOURCES =
  'No sources: nothing fitting was found in the knowledge base, so this outline rests on the setup and the method library alone.';

/** Personas of one seed go different ways. */
const rngFor = (seed: number, persona: Persona): Rng =>
  new Rng((seed + 0x9e3779b1 * (PERSONAS.indexOf(persona) + 1)) >>> 0);

/** Read aloud and spoken about. */
const MINUTES_PER_QUOTE = 3;

/** How many sentences a section quotes. The first of a block carries them in a lightly sourced outline. */
function quoteCount({ kind, part, leads, minutes }: Slot, ragWeight: RagWeight): number {
  if (ragWeight === 0 || part === 'break' || part === 'meal' || part === 'closing') return 0;
  const tells = kind === 'input' || kind === 'demonstration';
  const most = Math.max(1, Math.floor(minutes / MINUTES_PER_QUOTE));
  if (ragWeight === 0.35) return part === 'topic' && (leads || tells) ? Math.min(tells ? 3 : 2, most) : 0;
  if (part === 'opening') return 1;
  return Math.min((tells ? 6 : 3) + (leads ? 2 : 0), most);
}

/**
 * Each section takes sentences about its own topic first. Only then may sections that should lean on sources take
 * what is left of the best passages; and where all came to nothing, the first topic takes one.
 */
function quotesFor(
  slots: readonly Slot[],
  brief: Brief,
  { passages, ragWeight }: ComposeInput,
): Map<Slot, Quote[]> {
  const quotes = new Map<Slot, Quote[]>(slots.map((slot) => [slot, []]));
  if (ragWeight === 0) return quotes;
  const book = new QuoteBook(passages);
  const context = `${brief.theme} ${brief.outcome} ${brief.problem}`;
  const take = (slot: Slot, count: number, anyway: boolean): void => {
    const topic = slot.topics.length > 0 ? topicLabel(slot) : context;
    quotes.get(slot)?.push(...book.take(topic, context, count, anyway));
  };
  const work = slots.filter(({ part }) => part === 'topic' || part === 'together');
  const others = slots.filter((slot) => !work.includes(slot));
  for (const slot of [...work, ...others]) take(slot, quoteCount(slot, ragWeight), false);
  const without = work.filter((slot) => quotes.get(slot)?.length === 0);
  const leaning = ragWeight === 0.7 ? without.filter(({ leads, kind }) => leads || kind === 'input') : [];
  for (const slot of leaning) take(slot, 1, true);
  const first = work[0];
  const none = [...quotes.values()].every(({ length }) => length === 0);
  if (first && none) take(first, 1, true);
  return quotes;
}

const refOf = ({ passage: { id, documentId, title, heading } }: Quote): SourceRef => ({
  id,
  documentId,
  title,
  heading,
});

const eachOnce = <Item extends { id: string }>(items: readonly Item[]): Item[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

function sectionOf(writing: Writing, id: string, title: string): OutlineSection {
  const { slot, method, quotes } = writing;
  const handout = quotes.length > 0 ? ['The quoted passages, to hand out or show'] : [];
  return {
    id,
    kind: slot.kind,
    title,
    descriptionHtml: descriptionOf(writing),
    durationMinutes: slot.minutes,
    topics: slot.topics.map(({ label }) => label),
    materials: [...method.materials, ...handout],
    groupId: null,
    origin: quotes.length > 0 ? 'rag' : 'ai',
    sources: eachOnce(quotes.map(refOf)),
  };
}

export function composeOutline(input: ComposeInput): Composed {
  const { metadata, config, ragWeight, passages, seed } = input;
  const rng = rngFor(seed, config.persona);
  const newId = sectionIds(rng);
  const brief = briefOf(metadata);
  const voice = VOICES[config.persona];
  const slots = planSlots(brief, voice, input.tweaks ?? []);
  const quotes = quotesFor(slots, brief, input);
  const quoted = slots.flatMap((slot) => quotes.get(slot) ?? []);
  const note = ragWeight > 0 && quoted.length === 0 ? NO_SOURCES : null;
  const choice = new MethodChoice(
    brief,
    voice,
    askedTerms(config.persona, config.instruction, input.prompt ?? ''),
    rng,
  );
  const taken = new Set<string>();
  const sayer = new Sayer(rng);
  const sections = slots.map((slot) => {
    const writing = {
      brief,
      voice,
      slot,
      method: choice.next(slot),
      quotes: quotes.get(slot) ?? [],
      note,
      sayer,
    };
    return sectionOf(writing, newId(), uniqueTitle(writing, taken));
  });
  const outline = { sections };
  const cited = new Set(quoted.map(({ passage }) => passage.id));
  const sources = eachOnce(quoted.map(({ passage }) => passage));
  return {
    outline,
    sources,
    mix: contributionMix(
      outline,
      outline,
      passages.filter(({ id }) => cited.has(id)),
    ),
    note,
  };
}
