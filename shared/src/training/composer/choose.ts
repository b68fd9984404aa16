import type { Rng } from '../../core/rng.ts';
import { termsOf } from '../../search/words.ts';
import { METHODS, type Method } from '../methods/index.ts';
import { DEFAULT_PERSONAS } from '../personas.ts';
import type { Persona } from '../variants.schema.ts';
import type { Brief } from './brief.ts';
import type { Slot } from './plan.ts';
import type { Voice } from './voices/index.ts';

/** Which method a section is done by: of the right kind, for so many people and minutes, and in the persona's way. */

const WEIGHT = {
  firstKind: 1.5,
  signature: 4,
  mainStyle: 4,
  style: 2.5,
  tone: 1,
  named: 6,
  word: 1.5,
  used: -6,
  chance: 1.2,
};
const NAMED_WORDS_MAX = 3;
const KEPT_APART: ReadonlySet<string> = new Set(['opening', 'break', 'closing']);

/** What people added to the persona's instruction, and what they wrote as their own prompt. */
export function askedTerms(persona: Persona, instruction: string, prompt: string): Set<string> {
  const usual = new Set(DEFAULT_PERSONAS[persona].instruction.split('\n').map((line) => line.trim()));
  const added = instruction.split('\n').filter((line) => !usual.has(line.trim()));
  return new Set(termsOf([...added, prompt].join('\n')));
}

export class MethodChoice {
  readonly #brief: Brief;
  readonly #voice: Voice;
  readonly #asked: ReadonlySet<string>;
  readonly #rng: Rng;
  readonly #used = new Map<string, number>();
  readonly #signature: ReadonlySet<string>;
  /** What the session is about, and what people asked for. */
  readonly #subject: ReadonlySet<string>;

  constructor(brief: Brief, voice: Voice, asked: ReadonlySet<string>, rng: Rng) {
    this.#brief = brief;
    this.#voice = voice;
    this.#asked = asked;
    this.#rng = rng;
    this.#signature = new Set([...voice.openings, ...voice.closings]);
    const about = [brief.theme, brief.outcome, ...brief.topics.map(({ label }) => label)];
    this.#subject = new Set([...termsOf(about.join(' ')), ...asked]);
  }

  /** The same slot chosen for again gets another method, as long as there is a good one. */
  next(slot: Slot): Method {
    const scored = this.#candidates(slot).map((method) => ({ method, score: this.#score(method, slot) }));
    const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
    this.#used.set(best.method.id, (this.#used.get(best.method.id) ?? 0) + 1);
    return best.method;
  }

  #candidates({ kind, part }: Slot): Method[] {
    const ofKind = METHODS.filter((method) => this.#isFor(method, kind));
    const meals = ofKind.filter(({ id }) => (part === 'meal') === (id === 'shared-meal'));
    const possible = kind === 'break' ? meals : ofKind.filter(({ online }) => online || !this.#brief.online);
    const suited = possible.filter(({ group: [least, most] }) => {
      const { groupSize } = this.#brief;
      return groupSize >= least && groupSize <= most;
    });
    // A group larger than any method was written for works in the way that takes most people.
    return suited.length > 0 ? suited : possible;
  }

  /** What opens, pauses or closes a session is for nothing else; some ways of working are for some subjects only. */
  #isFor({ kinds, onlyFor }: Method, kind: Slot['kind']): boolean {
    if (!kinds.includes(kind) || (KEPT_APART.has(kinds[0]) && kinds[0] !== kind)) return false;
    return onlyFor === undefined || termsOf(onlyFor).some((term) => this.#subject.has(term));
  }

  #score(method: Method, { kind, minutes }: Slot): number {
    const { toneStyle } = this.#brief;
    const { style } = this.#voice;
    const [mainStyle, ...otherStyles] = method.styles;
    let score = this.#rng.next() * WEIGHT.chance;
    if (method.kinds[0] === kind) score += WEIGHT.firstKind;
    if (this.#signature.has(method.id)) score += WEIGHT.signature;
    if (mainStyle === style) score += WEIGHT.mainStyle;
    else if (otherStyles.includes(style)) score += WEIGHT.style;
    if (toneStyle !== null && method.styles.includes(toneStyle)) score += WEIGHT.tone;
    score += this.#askedFor(method) - misfit(method.minutes, minutes);
    return score + (this.#used.get(method.id) ?? 0) * WEIGHT.used;
  }

  #askedFor({ name, words }: Method): number {
    if (this.#asked.size === 0) return 0;
    const named = termsOf(name);
    const inName = named.length > 0 && named.every((term) => this.#asked.has(term));
    const inWords = termsOf(words).filter((term) => this.#asked.has(term)).length;
    return (inName ? WEIGHT.named : 0) + Math.min(inWords, NAMED_WORDS_MAX) * WEIGHT.word;
  }
}

/** 0 within the method's minutes; 12 for half of what it needs at least, or twice of what it bears. */
function misfit([least, most]: readonly [number, number], minutes: number): number {
  if (minutes < least) return 12 * (least / Math.max(minutes, 1) - 1);
  return minutes > most ? 12 * (minutes / most - 1) : 0;
}
