import {
  type ContributionMix,
  type Maker,
  MAKERS,
  type Persona,
  PERSONAS,
  type TrainingAnalytics,
} from '@ensemble/shared/training';
import type { RecordedEvent, TrainingEventKind } from '../events.ts';

/** Sums what happened. Pure: the service looks it up. */

export interface PublishedFact {
  at: Date;
  /** From the draft's making, for its first edition; null for later ones. */
  msToPublish: number | null;
}

export interface AcceptedFact {
  persona: Persona;
  mix: ContributionMix;
}

export interface AnalyticsFacts {
  events: readonly Pick<RecordedEvent, 'kind' | 'persona' | 'maker' | 'at'>[];
  published: readonly PublishedFact[];
  /** Drafts with an accepted version, whose words they are by now. */
  accepted: readonly AcceptedFact[];
}

type Day = TrainingAnalytics['byDay'][number];
type Counted = Exclude<keyof Day, 'date'>;

const COUNTED: Partial<Record<TrainingEventKind, Counted>> = {
  'generation-started': 'generations',
  'variant-selected': 'selections',
  'generation-failed': 'failures',
  'variant-failed': 'failures',
  'publish-failed': 'failures',
};

export function analyticsOf({ events, published, accepted }: AnalyticsFacts): TrainingAnalytics {
  const count = (kind: TrainingEventKind, fits: { persona?: Persona; maker?: Maker } = {}): number =>
    events.filter(
      (event) =>
        event.kind === kind &&
        (fits.persona === undefined || event.persona === fits.persona) &&
        (fits.maker === undefined || event.maker === fits.maker),
    ).length;
  return {
    generations: count('generation-started'),
    variantsMade: count('variant-made'),
    generationFailures: count('generation-failed'),
    variantFailures: count('variant-failed'),
    selections: count('variant-selected'),
    published: published.length,
    publishFailures: count('publish-failed'),
    medianMsToPublish: median(published.flatMap(({ msToPublish }) => msToPublish ?? [])),
    personas: PERSONAS.map((persona) => ({
      persona,
      made: count('variant-made', { persona }),
      failed: count('variant-failed', { persona }),
      selected: count('variant-selected', { persona }),
      userShareAfterAcceptance: mean(
        accepted.filter((one) => one.persona === persona).map(({ mix }) => mix.user),
      ),
    })),
    makers: Object.fromEntries(
      MAKERS.map((maker) => [maker, count('variant-made', { maker })]),
    ) as TrainingAnalytics['makers'],
    byDay: byDay(events, published),
  };
}

/** Days in UTC on which something happened, in order. */
function byDay(events: AnalyticsFacts['events'], published: readonly PublishedFact[]): Day[] {
  const days = new Map<string, Day>();
  const add = (at: Date, what: Counted): void => {
    const date = at.toISOString().slice(0, 10);
    const day = days.get(date) ?? { date, generations: 0, selections: 0, failures: 0, published: 0 };
    days.set(date, { ...day, [what]: day[what] + 1 });
  };
  for (const { kind, at } of events) {
    const what = COUNTED[kind];
    if (what) add(at, what);
  }
  for (const { at } of published) add(at, 'published');
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** Of an even number of them, between the middle two; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : Math.round((low + high) / 2);
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : Math.round((10 * values.reduce((sum, one) => sum + one, 0)) / values.length) / 10;
