import { parsePaste } from '@ensemble/shared/music/tunes';
import type { ParseView } from '@ensemble/shared/music/log.schema';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import type { TuneHit } from './choose-exact.ts';
import { parseNight } from './evening.api.ts';

/** One tune of a pasted night, and what it will be logged as. */
export interface ReviewTune {
  text: string;
  key: string | null;
  candidates: TuneHit[];
  /** The tune's id; empty for a mere name. */
  choice: string;
  /** Several tunes it may be, and none was chosen. */
  ambiguous: boolean;
  included: boolean;
}

export type ReviewStage = 'typing' | 'reading' | 'review';

/** A pasted night between the clipboard and the log: nothing is written until the person says so. */
export class PasteReview {
  readonly #instanceId: string;
  text = $state('');
  stage = $state<ReviewStage>('typing');
  sets = $state<ReviewTune[][]>([]);
  alreadyLogged = $state(0);
  problem = $state.raw<ApiProblem | null>(null);

  constructor(instanceId: string, text: string) {
    this.#instanceId = instanceId;
    this.text = text;
  }

  readonly tuneCount = $derived(this.sets.flat().filter((tune) => tune.included).length);
  readonly setCount = $derived(this.sets.filter((set) => set.some((tune) => tune.included)).length);
  readonly ambiguousCount = $derived(
    this.sets.flat().filter((tune) => tune.included && tune.ambiguous && tune.choice === '').length,
  );
  readonly isRepeat = $derived(this.sets.length > 0 && this.alreadyLogged >= this.sets.length);

  async read(): Promise<void> {
    this.stage = 'reading';
    this.problem = null;
    try {
      const parsed = await parseNight(this.#instanceId, this.text);
      this.sets = parsed.sets.map((set) => set.map(reviewOf));
      this.alreadyLogged = parsed.alreadyLogged;
      this.stage = 'review';
    } catch (thrown) {
      this.problem = asProblem(thrown);
      this.stage = 'typing';
    }
  }

  /** Without a connection: the same reading of the text, and mere names; they are linked later. */
  readHere(): void {
    this.sets = parsePaste(this.text).map((set) =>
      set.tunes.map(({ text, keyHint }) =>
        reviewOf({ text: text.slice(0, 200), match: null, candidates: [], key: keyHint ?? null }),
      ),
    );
    this.alreadyLogged = 0;
    this.problem = null;
    this.stage = 'review';
  }

  /** The tunes known by the review, for the page to name them at once. */
  get chosenHits(): TuneHit[] {
    return this.sets.flat().flatMap((tune) => tune.candidates.filter((hit) => hit.id === tune.choice));
  }

  /** What goes into the log: each tune by what it was mainly called there. */
  toLog(): { tuneId: string | null; name: string | null; key: string | null }[][] {
    return this.sets
      .map((set) =>
        set
          .filter((tune) => tune.included)
          .map(({ text, choice, key }) => ({ tuneId: choice || null, name: mainName(text), key })),
      )
      .filter((set) => set.length > 0);
  }
}

/** What a tune was mainly called where several names were written: "Kesh / Kerrigan's" is the Kesh. */
const mainName = (text: string): string => parsePaste(text)[0]?.tunes[0]?.names[0] ?? text;

function reviewOf({ text, match, candidates, key }: ParseView['sets'][number][number]): ReviewTune {
  const known = match && !candidates.some(({ id }) => id === match.id) ? [match, ...candidates] : candidates;
  return {
    text,
    key,
    candidates: known,
    choice: match?.id ?? '',
    ambiguous: match === null && candidates.length > 0,
    included: true,
  };
}
