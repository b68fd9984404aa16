import { plainText } from '../../search/plain-text.ts';
import { termsOf } from '../../search/words.ts';
import type { CitedPassage } from '../outline.schema.ts';

/** Sentences of retrieved passages that can be quoted: whole, readable by themselves, word for word. */

export interface Quote {
  text: string;
  passage: CitedPassage;
}

interface Sentence extends Quote {
  terms: Set<string>;
  /** Of its passage; 0 is the best found. */
  rank: number;
  /** 1, or less where it leans on the sentence before it. */
  worth: number;
}

const WORDS = { least: 6, most: 45 };
const ENDS = /[.!?]["'”’)\]]*$/;
const STARTS = /^["'“‘(]?[\p{Lu}\p{N}]/u;
/** Tables, code, addresses, headings and lead-ins are no sentences. */
const NO_PROSE = /[|{}<>=#`\\]|https?:|:\s*$/;
const LEANS_ON =
  /^(?:this|that|these|those|it|they|he|she|such|however|but|and|so|then|therefore|also|instead|yet)\b/i;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

function* sentencesIn(text: string): Generator<string> {
  for (const paragraph of plainText(text).split(/\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)/)) {
    const flat = paragraph
      .replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '')
      .replace(/\s+/g, ' ')
      .trim();
    for (const { segment } of segmenter.segment(flat)) yield segment.trim();
  }
}

function isQuotable(text: string): boolean {
  const words = text.split(' ').length;
  const isWhole = STARTS.test(text) && ENDS.test(text) && !NO_PROSE.test(text);
  return isWhole && words >= WORDS.least && words <= WORDS.most;
}

const sentencesOf = (passage: CitedPassage, rank: number): Sentence[] =>
  [...sentencesIn(passage.text)].filter(isQuotable).map((text) => ({
    text,
    passage,
    rank,
    terms: new Set(termsOf(text)),
    worth: LEANS_ON.test(text) ? 0.4 : 1,
  }));

export class QuoteBook {
  readonly #left: Sentence[];
  readonly #weights = new Map<string, number>();

  /** `passages`: best first. */
  constructor(passages: readonly CitedPassage[]) {
    const seen = new Set<string>();
    this.#left = passages
      .flatMap((passage, rank) => sentencesOf(passage, rank))
      .filter(({ text }) => !seen.has(text) && seen.add(text));
    const counts = new Map<string, number>();
    for (const { terms } of this.#left)
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const [term, count] of counts) this.#weights.set(term, Math.log(1 + this.#left.length / count));
  }

  get size(): number {
    return this.#left.length;
  }

  /**
   * Up to `count` sentences about `topic`; words of `context` count a little. With `anyway` those of the best
   * passages stand in where none is about it. Each is given once.
   */
  take(topic: string, context: string, count: number, anyway: boolean): Quote[] {
    const about = termsOf(topic);
    const around = termsOf(context);
    const given: Sentence[] = [];
    while (given.length < count) {
      const best = this.#best(about, around, given, anyway);
      if (!best) break;
      given.push(best);
      this.#left.splice(this.#left.indexOf(best), 1);
    }
    return given.map(({ text, passage }) => ({ text, passage }));
  }

  #best(about: string[], around: string[], given: readonly Sentence[], anyway: boolean): Sentence | null {
    let best: { sentence: Sentence; score: number } | null = null;
    for (const sentence of this.#left) {
      const onTopic = this.#shared(about, sentence);
      if (onTopic === 0 && !anyway) continue;
      const again = given.filter(({ passage }) => passage.id === sentence.passage.id).length;
      const said = 1 + 2 * onTopic + 0.5 * this.#shared(around, sentence);
      const score = (said * sentence.worth * 0.6 ** again) / (1 + 0.1 * sentence.rank);
      if (best === null || score > best.score) best = { sentence, score };
    }
    return best?.sentence ?? null;
  }

  #shared(terms: readonly string[], sentence: Sentence): number {
    return terms.reduce(
      (sum, term) => sum + (sentence.terms.has(term) ? (this.#weights.get(term) ?? 0) : 0),
      0,
    );
  }
}
