import { AppError, type Clock, invalidField } from '@ensemble/shared';
import {
  type GeneratedFields,
  type GenerateRequest,
  type GenerateView,
  type GenerationPlan,
  type PlannedInstance,
  planGeneration,
} from '@ensemble/shared/agenda';
import { derivedId } from '../http/ids.ts';
import {
  type InstanceRow,
  type InstancesService,
  type OwnerFacts,
  presentInstance,
} from '../instances/index.ts';
import type { AgendaRepos, CityRow, SlotRow, StackRow, WeekRow } from './agenda.models.ts';
import { reservationsOf } from './bookings.ts';
import { existingOf, type StoredInstance, writtenOf } from './generation.rows.ts';
import { AGENDA_BUFFERS } from './owner.ts';
import type { PlansService } from './plans.service.ts';

/** Writers are few; so many lost races in a row mean something else is wrong. */
const ATTEMPTS = 20;
/** A year of about fourteen a day; more is a slip of the hand. */
const MOST_AT_ONCE = 5000;

type Conflict = GenerateView['conflicting'][number];
type Decided =
  | { kind: 'create'; planned: PlannedInstance }
  | { kind: 'update'; update: GenerationPlan<StoredInstance>['updated'][number] };

interface Batch {
  writes: Map<string, Decided>;
  unchanged: StoredInstance[];
  conflicting: Conflict[];
}

interface Scene {
  week: WeekRow;
  city: CityRow;
  slots: SlotRow[];
  stacks: StackRow[];
}

export interface GenerateOptions {
  /** Make none that has begun already: nobody could have come. */
  onlyComing?: boolean;
}

export interface GenerationDeps {
  plans: PlansService;
  repos: AgendaRepos;
  instances: InstancesService;
  clock: Clock;
}

/** Makes dated sessions of a week: an explicit batch, decided by `planGeneration` and written under its ids. */
export class GenerationService {
  readonly #deps: GenerationDeps;

  constructor(deps: GenerationDeps) {
    this.#deps = deps;
  }

  /**
   * Whoever runs it, wherever and however often, the same sessions come of it. A write that somebody got in
   * between of is decided again on what is there then. @throws AppError `not-found`, `invalid` on `to`.
   */
  async generate(
    weekId: string,
    { from, to, dryRun }: GenerateRequest,
    { onlyComing = false }: GenerateOptions = {},
  ): Promise<GenerateView> {
    const answer: GenerateView = { dryRun, created: [], unchanged: [], updated: [], conflicting: [] };
    const done = new Set<string>();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const scene = await this.#scene(weekId);
      const batch = await this.#decide(scene, { from, to }, onlyComing);
      let lost = 0;
      for (const [id, decided] of batch.writes) {
        if (done.has(id)) continue;
        if (await this.#apply(scene, decided, answer)) done.add(id);
        else lost++;
      }
      if (lost > 0) continue;
      const others = batch.unchanged.filter(({ id }) => !done.has(id));
      answer.unchanged = others.map(({ row }) => presentInstance(row, true));
      answer.conflicting = batch.conflicting.filter(({ id }) => !done.has(id));
      return answer;
    }
    throw new AppError('conflict', 'Others keep changing these sessions. Run it again: what is made stays.');
  }

  async #scene(weekId: string): Promise<Scene> {
    const { plans, repos } = this.#deps;
    const week = await plans.weeks.get(weekId);
    const slots = await repos.slots.all({ agendaWeekId: weekId });
    const stacks = await repos.stacks.findMany(slots.map(({ sessionStackId }) => sessionStackId));
    return { week, city: await plans.city(week.citySlug), slots, stacks };
  }

  async #decide(
    { week, city, slots, stacks }: Scene,
    window: { from: string; to: string },
    onlyComing: boolean,
  ): Promise<Batch> {
    const rows = await this.#deps.instances.repo.ofSources(
      'agenda-slot',
      slots.map(({ _id }) => _id.toHexString()),
      window,
    );
    // Read after the rows: who books in between is seen here, or raises the version that a write is guarded by.
    const reservations = await reservationsOf(this.#deps.instances.repo, rows);
    const existing = rows.map((row, index) => existingOf(row, reservations[index] ?? []));
    const plan = planGeneration(
      { ...week, id: week._id.toHexString(), city },
      slots.filter(({ removedAt }) => removedAt === null).map(withId),
      stacks.map(withId),
      existing,
      window,
    );
    if (plan.created.length + plan.updated.length > MOST_AT_ONCE)
      throw invalidField('to', `would change more than ${MOST_AT_ONCE} sessions at once: take less time`);
    const batch: Batch = {
      writes: new Map(),
      unchanged: plan.unchanged,
      conflicting: plan.conflicting.map(inView),
    };
    for (const planned of plan.created) {
      if (onlyComing && Date.parse(planned.startsAt) <= this.#deps.clock.now()) continue;
      const there = standingAt(existing, planned.source.id, planned.fields, null);
      if (there) batch.conflicting.push(inTheWay(there, planned.originDate));
      else batch.writes.set(idOf(planned), { kind: 'create', planned });
    }
    for (const update of plan.updated) {
      const { source, originDate, id } = update.existing;
      const there = standingAt(existing, source.id, update.fields, id);
      if (there) batch.conflicting.push(inTheWay(there, originDate));
      else batch.writes.set(id, { kind: 'update', update });
    }
    return batch;
  }

  /** False when the store has moved on since it was decided. Writes nothing in a dry run. */
  async #apply(scene: Scene, decided: Decided, answer: GenerateView): Promise<boolean> {
    const { instances, clock } = this.#deps;
    const now = new Date(clock.now());
    if (decided.kind === 'create') {
      const { source, originDate, originStart, overlays, fields } = decided.planned;
      const origin = { source, originDate, originStart, overlays: [...overlays] };
      const draft = instances.draftGenerated(origin, writtenOf(fields, fields), factsFor(scene, fields));
      const row = answer.dryRun
        ? { ...draft, version: 1, createdAt: now, updatedAt: now }
        : await unlessTaken(instances.insertGenerated(draft));
      if (row) answer.created.push(presentInstance(row, true));
      return row !== null;
    }
    const { existing, fields, generated, changes } = decided.update;
    const change = instances.changeGenerated(writtenOf(fields, generated), factsFor(scene, fields));
    const row = answer.dryRun
      ? { ...existing.row, ...change }
      : await unlessTaken(instances.updateGenerated(existing.row, change));
    if (row) answer.updated.push({ ...presentInstance(row, true), changes });
    return row !== null;
  }
}

const withId = <Row extends { _id: { toHexString(): string } }>(row: Row): Row & { id: string } => ({
  ...row,
  id: row._id.toHexString(),
});

const idOf = ({ source, originDate, originStart }: PlannedInstance): string =>
  derivedId('instance', source.kind, source.id, originDate, originStart);

const factsFor = ({ city }: Scene, { title }: GeneratedFields): OwnerFacts => ({
  title,
  venue: null,
  timezone: city.timezone,
  ...AGENDA_BUFFERS,
});

/** One of the slot's that people moved onto this date and start: there is no second one there. */
const standingAt = (
  existing: readonly StoredInstance[],
  slotId: string,
  { date, startTime }: GeneratedFields,
  except: string | null,
): StoredInstance | undefined =>
  existing.find(
    ({ id, source, fields }) =>
      id !== except && source.id === slotId && fields.date === date && fields.startTime === startTime,
  );

const inView = ({
  existing,
  reason,
  detail,
  changes,
}: GenerationPlan<StoredInstance>['conflicting'][number]): Conflict => ({
  ...presentInstance(existing.row, true),
  reason,
  detail,
  changes,
});

const inTheWay = ({ row }: StoredInstance, originDate: string): Conflict => ({
  ...presentInstance(row, true),
  reason: 'edited-by-hand',
  detail: `It was moved by hand to where the session of ${originDate} belongs; that one was left as it is.`,
  changes: [],
});

/** Null where the unique keys say that another run was first. */
async function unlessTaken(write: Promise<InstanceRow | null>): Promise<InstanceRow | null> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof AppError && error.code === 'duplicate') return null;
    throw error;
  }
}
