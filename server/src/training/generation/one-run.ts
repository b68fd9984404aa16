import { createHash } from 'node:crypto';
import { type Clock, Rng } from '@ensemble/shared';
import {
  contributionMix,
  fallbackOutline,
  type SessionOutline,
  totalMinutesOf,
  type VariantsProgress,
} from '@ensemble/shared/training';
import { sanitizeHtml } from '@ensemble/shared/training/rich-text/index';
import { derivedId } from '../../http/ids.ts';
import type { Log } from '../../log.ts';
import type { TrainingEvents } from '../events.ts';
import { type Knowledge, passagesFor } from './knowledge.ts';
import { type Made, MakingFailed, type OutlineMaker } from './makers/maker.ts';
import { filledPrompt } from './makers/prompt.ts';
import { progressOf } from './present.ts';
import type { Run, RunsRepo, RunsRow, RunStep } from './runs.repo.ts';
import type { VariantsRepo } from './variants.repo.ts';

export interface RunDeps {
  runs: RunsRepo;
  variants: VariantsRepo;
  maker: OutlineMaker;
  knowledge: Knowledge;
  events: TrainingEvents;
  clock: Clock;
  log: Log;
}

const HEARTBEAT_MS = 3_000;
/** A run that ended so many processes is not tried again: it gets the fallback. */
const ATTEMPTS = 3;
/** And where not even that can be kept, it has failed. */
const ATTEMPTS_AT_ALL = 5;
/** Of variants that nobody selected, the newest are kept. */
const VARIANTS_KEPT = 40;
const GIVEN_UP = 'Making it was cut short again and again.';
const UNKNOWN = 'Something went wrong while it was made.';

/** Somebody else carries the run out now, or this process ends. */
class NoLongerOurs extends Error {}

/** One run, from where it stands to its end. */
export class OneRun {
  readonly #deps: RunDeps;
  readonly #stop: AbortController;
  readonly #tell: (progress: VariantsProgress) => void;
  readonly #draftId: string;
  #run: Run;
  /** Changes one after another, so that what is told rises. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    deps: RunDeps,
    row: RunsRow,
    stop: AbortController,
    tell: (progress: VariantsProgress) => void,
  ) {
    this.#deps = deps;
    this.#draftId = row._id;
    this.#run = row.run;
    this.#stop = stop;
    this.#tell = tell;
  }

  async through(): Promise<void> {
    const { runs, log } = this.#deps;
    const beat = setInterval(() => {
      runs.beat(this.#draftId, this.#run).then(
        (ours) => {
          if (!ours) this.#stop.abort();
        },
        (error: unknown) => {
          log.warn({ err: error }, 'a run of variants could not say that it goes on');
        },
      );
    }, HEARTBEAT_MS);
    beat.unref();
    try {
      if (this.#run.attempts > ATTEMPTS) await this.#giveUp();
      else await this.#makeAll();
      if (this.#run.attempts > ATTEMPTS_AT_ALL) await this.#change({ state: 'failed' });
      else await this.#end();
    } catch (error) {
      if (!(error instanceof NoLongerOurs) && !this.#stop.signal.aborted) throw error;
      await this.#letGo();
    } finally {
      clearInterval(beat);
    }
  }

  /** For whoever carries it on; a draft that was deleted in between keeps nothing. */
  async #letGo(): Promise<void> {
    const { runs, variants } = this.#deps;
    await runs.letGo(this.#draftId, this.#run);
    if (!(await runs.find(this.#draftId))) await variants.erase(this.#draftId);
  }

  async #makeAll(): Promise<void> {
    await this.#lookUp();
    const all = await Promise.allSettled(
      this.#run.steps.map(async (step, place) => {
        if (step.state !== 'ready' && step.state !== 'failed') await this.#makeOne(step, place);
      }),
    );
    const broken = all.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
  }

  async #lookUp(): Promise<void> {
    if (this.#run.passages !== null) return;
    const { knowledge, log } = this.#deps;
    const passages = await passagesFor(knowledge, this.#run.requestedBy.id, this.#run, log);
    await this.#change({ passages });
  }

  async #makeOne(step: RunStep, place: number): Promise<void> {
    const { maker } = this.#deps;
    await this.#change({ [`steps.${place}.state`]: 'making' });
    let made: Made;
    try {
      made = await maker.make({
        ...step,
        ...this.#input(),
        seed: seedOf(this.#run.seed, step.persona),
        signal: this.#stop.signal,
      });
    } catch (error) {
      if (this.#stop.signal.aborted) throw new NoLongerOurs();
      await this.#failed(step, place, error);
      return;
    }
    await this.#keep(step, place, made, maker);
    await this.#record('variant-made', step, maker.kind);
    await this.#change({ [`steps.${place}.state`]: 'ready' });
  }

  async #failed(step: RunStep, place: number, error: unknown): Promise<void> {
    const { log, maker } = this.#deps;
    const isKnown = error instanceof MakingFailed;
    // What the model said is nobody's business; what we did wrong is ours.
    if (isKnown) log.warn({ persona: step.persona, reason: error.message }, 'an outline could not be made');
    else log.error({ err: error, persona: step.persona }, 'an outline could not be made');
    const reason = isKnown ? error.message : UNKNOWN;
    await this.#record('variant-failed', step, maker.kind);
    await this.#change({ [`steps.${place}.state`]: 'failed', [`steps.${place}.reason`]: reason });
  }

  async #giveUp(): Promise<void> {
    const open = this.#run.steps.flatMap(({ state }, place) =>
      state === 'ready' || state === 'failed' ? [] : [place],
    );
    const fields: Record<string, unknown> = { passages: this.#run.passages ?? [] };
    for (const place of open) {
      fields[`steps.${place}.state`] = 'failed';
      fields[`steps.${place}.reason`] = GIVEN_UP;
    }
    await this.#change(fields);
  }

  async #end(): Promise<void> {
    const { variants } = this.#deps;
    const { steps } = this.#run;
    const ready = steps.filter(({ state }) => state === 'ready').length;
    if (ready === 0) await this.#fallBack(steps);
    await variants.prune(this.#draftId, VARIANTS_KEPT);
    await this.#record(ready === 0 ? 'generation-failed' : 'generation-ready', null, null);
    await this.#logged();
    await this.#change({ state: 'ready' });
  }

  async #logged(): Promise<void> {
    const { events, maker } = this.#deps;
    const { jobId, requestedBy, ragWeight, metadata, steps, passages } = this.#run;
    const ready = steps.filter(({ state }) => state === 'ready').map(({ persona }) => persona);
    await events.logInteraction({
      id: derivedId('ai-interaction', jobId, 'generation'),
      draftId: this.#draftId,
      userId: requestedBy.id,
      kind: 'generation',
      variantLabel: null,
      persona: null,
      maker: ready.length > 0 ? maker.kind : 'fallback',
      model: maker.model,
      ragWeight,
      category: metadata.category,
      data: { jobId, ready, passages: passages?.length ?? 0 },
    });
  }

  /** The one plain outline of the setup's own words, labelled as what it is. */
  async #fallBack(steps: readonly RunStep[]): Promise<void> {
    const [first] = steps;
    if (!first) throw new Error('a run has steps');
    const reasons = [...new Set(steps.flatMap(({ reason }) => reason ?? []))];
    const seed = seedOf(this.#run.seed, 'fallback');
    const outline = fallbackOutline(this.#run.metadata, new Rng(seed));
    const note = `No variant could be made. ${reasons.join(' ')} This plain outline holds what your setup says; nothing you entered is lost, and you can try again.`;
    await this.#keep(
      { ...first, label: 'Plain outline' },
      0,
      { outline, sources: [] },
      { kind: 'fallback', model: null },
      note,
    );
    await this.#record('variant-made', null, 'fallback');
  }

  async #keep(
    step: RunStep,
    place: number,
    made: Made,
    { kind, model }: { kind: OutlineMaker['kind'] | 'fallback'; model: string | null },
    note: string | null = null,
  ): Promise<void> {
    const { variants } = this.#deps;
    const { jobId, number, ragWeight } = this.#run;
    const { sources } = made;
    const outline = asTheDocumentSays(made.outline);
    await variants.add(derivedId('variant', jobId, kind === 'fallback' ? kind : step.persona), {
      draftId: this.#draftId,
      jobId,
      runNumber: number,
      place,
      persona: step.persona,
      label: step.label,
      maker: kind,
      model,
      ragWeight,
      prompt: filledPrompt({ ...step, ...this.#input() }),
      outline,
      sources,
      mix: mixOf(outline, sources),
      totalMinutes: totalMinutesOf(outline.sections),
      note,
    });
  }

  #input() {
    const { metadata, prompt, ragWeight, tweaks, passages } = this.#run;
    return { metadata, prompt, ragWeight, tweaks, passages: passages ?? [] };
  }

  async #record(
    kind: 'variant-made' | 'variant-failed' | 'generation-ready' | 'generation-failed',
    step: RunStep | null,
    maker: OutlineMaker['kind'] | 'fallback' | null,
  ): Promise<void> {
    const { jobId, requestedBy, ragWeight } = this.#run;
    await this.#deps.events.record({
      id: derivedId('training-event', jobId, kind, step?.persona ?? ''),
      kind,
      draftId: this.#draftId,
      userId: requestedBy.id,
      persona: step?.persona ?? null,
      maker,
      data: { jobId, ragWeight },
    });
  }

  /** One change of the run, in the store and then to those who watch. */
  #change(fields: Record<string, unknown>): Promise<void> {
    const change = this.#writing
      .catch(() => undefined)
      .then(async () => {
        if (this.#stop.signal.aborted) throw new NoLongerOurs();
        const row = await this.#deps.runs.change(this.#draftId, this.#run, fields);
        if (!row) {
          this.#stop.abort();
          throw new NoLongerOurs();
        }
        this.#run = row.run;
        this.#tell(progressOf(row));
      });
    this.#writing = change;
    return change;
  }
}

const seedOf = (seed: number, word: string): number =>
  createHash('sha256').update(`${seed} ${word}`).digest().readUInt32BE(0);

/** Whoever made it: safe, and written as it will read once it is selected. */
const asTheDocumentSays = ({ sections }: SessionOutline): SessionOutline => ({
  sections: sections.map((section) => ({
    ...section,
    descriptionHtml: sanitizeHtml(section.descriptionHtml),
  })),
});

const mixOf = (outline: SessionOutline, sources: Made['sources']) =>
  contributionMix(outline, outline, sources);
