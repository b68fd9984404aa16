import type {
  ExistingInstance,
  GenerationPlan,
  GenerationSlot,
  GenerationStack,
  GenerationWeek,
} from './generate.types.ts';

/** A city's week for tests, and a store that does with a plan what the real one does. */

export const week = (change: Partial<GenerationWeek> = {}): GenerationWeek => ({
  id: 'summer',
  city: { slug: 'lisbon', timezone: 'Europe/Lisbon', currency: 'EUR' },
  seasonMode: null,
  activeFrom: null,
  activeTo: null,
  isActive: true,
  data: {},
  ...change,
});

export const slot = (change: Partial<GenerationSlot> = {}): GenerationSlot => ({
  id: 'monday walk',
  sessionStackId: 'walk',
  weekday: 1,
  startTimeLocal: '18:00',
  defaultDurationMin: null,
  capacityMin: null,
  capacityMax: null,
  sortOrder: 0,
  data: {},
  ...change,
});

export const stack = (change: Partial<GenerationStack> = {}): GenerationStack => ({
  id: 'walk',
  title: 'Harbour walk',
  defaultDurationMin: 90,
  capacityMin: 4,
  capacityMax: 16,
  costMin: 9000,
  priceMinor: 2500,
  variableCostMinor: 400,
  currency: null,
  data: {},
  ...change,
});

const keyOf = (one: Pick<ExistingInstance, 'source' | 'originDate' | 'originStart'>): string =>
  [one.source.kind, one.source.id, one.originDate, one.originStart].join(' ');

export class PlanStore {
  readonly #byKey = new Map<string, ExistingInstance>();

  get all(): ExistingInstance[] {
    return [...this.#byKey.values()];
  }

  /** One that is there already is left: what the unique key does when two nodes write at once. */
  apply(plan: GenerationPlan): void {
    for (const { source, originDate, originStart, fields } of plan.created) {
      const key = keyOf({ source, originDate, originStart });
      if (this.#byKey.has(key)) continue;
      this.#byKey.set(key, {
        id: key,
        source,
        originDate,
        originStart,
        fields,
        generated: fields,
        booked: 0,
      });
    }
    for (const { existing, fields, generated } of plan.updated) {
      this.#byKey.set(keyOf(existing), { ...existing, fields, generated });
    }
  }

  /** What a person or a booking does to one of them. */
  edit(
    existing: ExistingInstance,
    fields: Partial<ExistingInstance['fields']>,
    booked = existing.booked,
  ): void {
    this.#byKey.set(keyOf(existing), { ...existing, booked, fields: { ...existing.fields, ...fields } });
  }
}

export const tally = (plan: GenerationPlan): Record<keyof GenerationPlan, number> => ({
  created: plan.created.length,
  unchanged: plan.unchanged.length,
  updated: plan.updated.length,
  conflicting: plan.conflicting.length,
});
