import type { AgendaSlotView, AgendaWeekView, CityView, SessionStackView } from '@ensemble/shared/agenda';
import { api, randomKey } from '#lib/api/client.ts';
import type { ApiProblem } from '#lib/api/problem.ts';
import { loadSlots } from '../agenda.api.ts';
import { guideOf } from '../agenda-words.ts';
import { SavedRecord } from './saved-record.svelte.ts';
import {
  slotStore,
  termsOf,
  weekStore,
  type SlotFields,
  type SlotTerms,
  type WeekFields,
} from './week-fields.ts';
import { guideOverlaps, timeForDrop, usualTime } from './week-times.ts';
import { WriteQueue } from './write-queue.svelte.ts';

export type SlotRecord = SavedRecord<AgendaSlotView, SlotFields>;

/** A slot as the grid draws it. */
export interface Slot extends SlotTerms {
  key: string;
  record: SlotRecord;
  fields: SlotFields;
  stack: SessionStackView | undefined;
  guideId: string | null;
}

/** How long a removal can be taken back, ms: as long as the message about it stays, and a breath. */
const UNDO_MS = 12_500;

export interface WeekPlan {
  week: AgendaWeekView;
  slots: readonly AgendaSlotView[];
  stacks: readonly SessionStackView[];
  city: CityView;
}

/** A week being edited: its slots, what is on its way to the server, and what can be taken back. */
export class WeekEditor {
  readonly city: CityView;
  readonly stacks: readonly SessionStackView[];
  readonly week: SavedRecord<AgendaWeekView, WeekFields>;
  readonly queue = new WriteQueue();
  #records = $state.raw<readonly SlotRecord[]>([]);
  #removals = $state.raw<ReadonlyMap<string, ReturnType<typeof setTimeout>>>(new Map());
  readonly #weekId: string;
  readonly #stackById: ReadonlyMap<string, SessionStackView>;
  readonly #store;
  /** Told in words what became of something that was not asked for here. */
  readonly #tell: (text: string) => void;

  readonly slots = $derived.by(() => this.#drawn());
  readonly overlaps = $derived(
    guideOverlaps(this.slots.map(({ fields, ...slot }) => ({ ...fields, ...slot }))),
  );

  constructor({ week, slots, stacks, city }: WeekPlan, tell: (text: string) => void) {
    this.city = city;
    this.stacks = stacks;
    this.#stackById = new Map(stacks.map((stack) => [stack.id, stack]));
    this.#weekId = week.id;
    this.#tell = tell;
    this.#store = slotStore(week.id);
    this.week = new SavedRecord({ view: week }, weekStore, this.queue);
    this.#records = slots.map((view) => this.#recordOf(view));
  }

  /** Removed ones that can still be taken back. */
  get undoable(): number {
    return this.#removals.size;
  }

  /** Nothing of this page is only on this page. */
  get isSettled(): boolean {
    return this.queue.isEmpty && this.#removals.size === 0;
  }

  slot(key: string): Slot | undefined {
    return this.slots.find((slot) => slot.key === key);
  }

  /** Of a weekday, in order of time. */
  onDay(weekday: number): Slot[] {
    return this.slots.filter(({ fields }) => fields.weekday === weekday);
  }

  usualTime(stackId: string): string {
    return usualTime(
      this.slots.map(({ fields }) => fields),
      stackId,
    );
  }

  /** Puts a stack onto a day; answers the new slot's key. */
  add(stackId: string, weekday: number, startTimeLocal: string, like: Partial<SlotFields> = {}): string {
    const fields: SlotFields = {
      defaultDurationMin: null,
      capacityMin: null,
      capacityMax: null,
      sortOrder: 0,
      data: {},
      ...like,
      sessionStackId: stackId,
      weekday,
      startTimeLocal,
    };
    const record: SlotRecord = new SavedRecord({ fields, key: randomKey() }, this.#store, this.queue);
    this.#listen(record);
    this.#records = [...this.#records, record];
    record.create((problem) => {
      this.#records = this.#records.filter((one) => one !== record);
      this.#tell(
        `${termsOf(fields, this.#stackById.get(stackId)).title} could not be added. ${problem.detail}`,
      );
    });
    return record.key;
  }

  /** Something dropped onto a day: a stack from the palette, or a slot. `index` counts the day's others. */
  drop(what: { stackId: string } | { key: string }, weekday: number, index: number): string | null {
    if ('stackId' in what) {
      const stack = this.#stackById.get(what.stackId);
      if (!stack) return null;
      const time = this.#timeAt(weekday, index, stack.defaultDurationMin, this.usualTime(stack.id), null);
      return this.add(stack.id, weekday, time);
    }
    const slot = this.slot(what.key);
    if (!slot) return null;
    // To another day it keeps its time; on its own day the new place says when.
    const startTimeLocal =
      slot.fields.weekday === weekday
        ? this.#timeAt(weekday, index, slot.lasts, slot.fields.startTimeLocal, slot.key)
        : slot.fields.startTimeLocal;
    slot.record.change({ weekday, startTimeLocal });
    return slot.key;
  }

  /** The same once more, right after it on the same day. */
  duplicate(key: string): string | null {
    const slot = this.slot(key);
    if (!slot) return null;
    const { sessionStackId, weekday, startTimeLocal, ...like } = slot.fields;
    const day = this.onDay(weekday);
    const index = day.findIndex((one) => one.key === key) + 1;
    const time = timeForDrop(placed(day), index, slot.lasts, startTimeLocal);
    return this.add(sessionStackId, weekday, time, like);
  }

  /** Takes it out; it goes for good when it can no longer be taken back. */
  remove(key: string): void {
    const timer = setTimeout(() => this.#removeForGood(key), UNDO_MS);
    this.#removals = new Map([...this.#removals, [key, timer]]);
  }

  undoRemoval(key: string): void {
    clearTimeout(this.#removals.get(key));
    this.#removals = new Map([...this.#removals].filter(([other]) => other !== key));
  }

  /** Everything goes to the server now; resolves when it is there. */
  async settle(): Promise<void> {
    for (const key of [...this.#removals.keys()]) this.#removeForGood(key);
    await this.queue.drained();
  }

  /** What others changed since, where nothing of ours is under way. */
  async refresh(): Promise<void> {
    if (!this.isSettled) return;
    const [week, slots] = await Promise.all([weekStore.get(this.#weekId), loadSlots(fetch, this.#weekId)]);
    if (!this.isSettled) return;
    this.week.meet(week);
    const byId = new Map(slots.map((slot) => [slot.id, slot]));
    const kept = this.#records.filter(({ saved }) => saved !== null && byId.has(saved.id));
    for (const record of kept) {
      const view = byId.get(record.saved?.id ?? '');
      if (view) record.meet(view);
      byId.delete(record.saved?.id ?? '');
    }
    if (byId.size === 0 && kept.length === this.#records.length) return;
    this.#records = [...kept, ...[...byId.values()].map((view) => this.#recordOf(view))];
  }

  #timeAt(weekday: number, index: number, lasts: number, wish: string, except: string | null): string {
    const others = this.onDay(weekday).filter(({ key }) => key !== except);
    return timeForDrop(placed(others), index, lasts, wish);
  }

  #removeForGood(key: string): void {
    const record = this.#records.find((one) => one.key === key);
    if (!record) return;
    const { title } = termsOf(record.fields, this.#stackById.get(record.fields.sessionStackId));
    clearTimeout(this.#removals.get(key));
    this.queue.add({
      run: async () => {
        if (record.saved) await api().delete(`/api/agenda/weeks/${this.#weekId}/slots/${record.saved.id}`);
        this.#drop(record);
      },
      refused: (problem) => {
        // Somebody else was first: that is what was wanted.
        if (problem.status === 404) return this.#drop(record);
        this.undoRemoval(key);
        this.#tell(`${title} is still there. ${problem.detail}`);
      },
    });
  }

  #drop(record: SlotRecord): void {
    this.#records = this.#records.filter((one) => one !== record);
    this.undoRemoval(record.key);
  }

  #recordOf(view: AgendaSlotView): SlotRecord {
    const record: SlotRecord = new SavedRecord({ view }, this.#store, this.queue);
    this.#listen(record);
    return record;
  }

  #listen(record: SlotRecord): void {
    record.onRefused((problem: ApiProblem) => {
      const { title } = termsOf(record.fields, this.#stackById.get(record.fields.sessionStackId));
      if (problem.status !== 404) return this.#tell(`${title} was not changed. ${problem.detail}`);
      this.#drop(record);
      this.#tell(`Somebody else took ${title} out of the week meanwhile.`);
    });
  }

  #drawn(): Slot[] {
    const week = this.week.fields.data;
    return this.#records
      .filter(({ key }) => !this.#removals.has(key))
      .map((record) => {
        const fields = record.fields;
        const stack = this.#stackById.get(fields.sessionStackId);
        const guideId = guideOf(fields.data, week, stack?.data ?? {});
        return { key: record.key, record, fields, stack, guideId, ...termsOf(fields, stack) };
      })
      .sort(
        (a, b) =>
          compare(a.fields.startTimeLocal, b.fields.startTimeLocal) ||
          a.fields.sortOrder - b.fields.sortOrder ||
          compare(a.title, b.title) ||
          compare(a.key, b.key),
      );
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const placed = (day: readonly Slot[]) =>
  day.map(({ fields, lasts }) => ({ startTimeLocal: fields.startTimeLocal, lasts }));
