import { type Clock, invalidField } from '@ensemble/shared';
import type {
  AgendaSlotCreate,
  AgendaWeekCreate,
  CityCreate,
  ExchangeRate,
  SessionPathCreate,
  SessionStackCreate,
} from '@ensemble/shared/agenda';
import type { AgendaReference, InstancesService } from '../instances/index.ts';
import type { AgendaRepos, CityRow, PathRow, RateRow, SlotRow, StackRow, WeekRow } from './agenda.models.ts';
import { Records } from '../records/index.ts';

const MOST_SLOTS = 200;

export interface PlansDeps {
  repos: AgendaRepos;
  instances: InstancesService;
  clock: Clock;
}

/** Something that others keep notes on is gone. */
export type PlanListener = (gone: { kind: 'city' | 'stack' | 'path'; id: string }) => Promise<void>;

/** Cities, stacks, paths, weeks and slots: what a city means to do. What happens is the instances'. */
export class PlansService {
  readonly cities: Records<CityRow>;
  readonly stacks: Records<StackRow>;
  readonly paths: Records<PathRow>;
  readonly weeks: Records<WeekRow>;
  readonly slots: Records<SlotRow>;
  readonly rates: Records<RateRow>;
  readonly #repos: AgendaRepos;
  readonly #instances: InstancesService;
  readonly #clock: Clock;
  readonly #deleted: PlanListener[] = [];
  readonly #namesCities = new Map<string, (slug: string) => Promise<number>>();

  constructor({ repos, instances, clock }: PlansDeps) {
    this.#repos = repos;
    this.#instances = instances;
    this.#clock = clock;
    this.cities = new Records({
      noun: 'city',
      repo: repos.cities,
      judge: async (after, before) => {
        if (before && after.slug !== before.slug) await this.#refuseUsedCity(before);
      },
    });
    this.stacks = new Records({ noun: 'session stack', repo: repos.stacks, judge: checkRoom });
    this.paths = new Records({
      noun: 'session path',
      repo: repos.paths,
      judge: ({ stackIds }) => this.#checkStacks(stackIds),
    });
    this.weeks = new Records({
      noun: 'agenda week',
      repo: repos.weeks,
      judge: ({ citySlug, activeFrom, activeTo }) => {
        if (activeFrom !== null && activeTo !== null && activeTo < activeFrom)
          throw invalidField('activeTo', 'must not be before activeFrom');
        return this.#checkCity(citySlug);
      },
    });
    this.slots = new Records({
      noun: 'slot',
      repo: repos.slots,
      judge: async (after) => {
        checkRoom(after);
        if (!(await repos.stacks.find(after.sessionStackId)))
          throw invalidField('sessionStackId', 'is no session stack');
      },
    });
    this.rates = new Records({ noun: 'exchange rate', repo: repos.rates });
  }

  onDeleted(listener: PlanListener): void {
    this.#deleted.push(listener);
  }

  /** How many of another domain's `noun`s name a city by its slug: it stays, and keeps it, while there are some. */
  namesCities(noun: string, count: (slug: string) => Promise<number>): void {
    this.#namesCities.set(noun, count);
  }

  /** @throws AppError `not-found` */
  async city(slug: string): Promise<CityRow> {
    return this.cities.found(await this.#repos.cities.findOne({ slug }));
  }

  async cityName(slug: string): Promise<string | null> {
    return (await this.#repos.cities.findOne({ slug }))?.name ?? null;
  }

  /** Of these slugs those that are a city's. */
  async knownCities(slugs: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#repos.cities.all({ slug: { $in: [...slugs] } });
    return new Set(rows.map(({ slug }) => slug));
  }

  createCity(id: string, { slug, ...fields }: CityCreate): Promise<CityRow> {
    return this.cities.createSlugged(id, fields.name, (made) => ({ ...fields, slug: made }), slug);
  }

  createStack(id: string, { slug, ...fields }: SessionStackCreate): Promise<StackRow> {
    return this.stacks.createSlugged(id, fields.title, (made) => ({ ...fields, slug: made }), slug);
  }

  createPath(id: string, { slug, ...fields }: SessionPathCreate): Promise<PathRow> {
    return this.paths.createSlugged(id, fields.title, (made) => ({ ...fields, slug: made }), slug);
  }

  createWeek(id: string, fields: AgendaWeekCreate): Promise<WeekRow> {
    return this.weeks.create(id, fields);
  }

  createRate(id: string, fields: ExchangeRate): Promise<RateRow> {
    return this.rates.create(id, fields);
  }

  async createSlot(id: string, agendaWeekId: string, fields: AgendaSlotCreate): Promise<SlotRow> {
    await this.weeks.get(agendaWeekId);
    if ((await this.#repos.slots.count({ agendaWeekId, removedAt: null })) >= MOST_SLOTS)
      throw invalidField('weekday', `a week holds at most ${MOST_SLOTS} slots`);
    return this.slots.create(id, { ...fields, agendaWeekId, removedAt: null });
  }

  /** @throws AppError `not-found` for one of another week, or taken out of this one. */
  async slot(agendaWeekId: string, id: string): Promise<SlotRow> {
    return this.slots.found(await this.#repos.slots.findOne({ _id: id, agendaWeekId, removedAt: null }));
  }

  /** @throws AppError `conflict` while a week, a session or a trip is there. */
  async deleteCity(slug: string): Promise<void> {
    const row = await this.city(slug);
    await this.#refuseUsedCity(row);
    await this.#repos.cities.delete({ _id: row._id });
    await this.#tell('city', row._id.toHexString());
  }

  /** @throws AppError `conflict` while a slot, a path or a session uses it. */
  async deleteStack(id: string): Promise<void> {
    const row = await this.stacks.get(id);
    this.stacks.refuseWhileUsed({
      slot: await this.#repos.slots.count({ sessionStackId: id, removedAt: null }),
      'session path': await this.#repos.paths.count({ stackIds: id }),
      session: await this.#sessions({ sessionStackId: id }),
    });
    await this.#repos.stacks.delete({ _id: row._id });
    await this.#tell('stack', id);
  }

  async deletePath(id: string): Promise<void> {
    await this.#repos.paths.delete({ _id: (await this.paths.get(id))._id });
    await this.#tell('path', id);
  }

  async deleteRate(id: string): Promise<void> {
    await this.#repos.rates.delete({ _id: (await this.rates.get(id))._id });
  }

  /** Its slots go with it. @throws AppError `conflict` while sessions made from it are there: end it instead. */
  async deleteWeek(id: string): Promise<void> {
    const row = await this.weeks.get(id);
    this.weeks.refuseWhileUsed({ session: await this.#sessions({ agendaWeekId: id }) });
    await this.#repos.slots.delete({ agendaWeekId: id });
    await this.#repos.weeks.delete({ _id: row._id });
  }

  /**
   * Out of the week. Sessions made from it stay until the next generation withdraws those that nobody touched
   * or booked. The row is kept: they were made from it.
   */
  async deleteSlot(agendaWeekId: string, id: string): Promise<void> {
    await this.slot(agendaWeekId, id);
    await this.slots.patch(id, { removedAt: new Date(this.#clock.now()) }, null);
  }

  async #tell(kind: Parameters<PlanListener>[0]['kind'], id: string): Promise<void> {
    for (const listener of this.#deleted) await listener({ kind, id });
  }

  #sessions(to: AgendaReference): Promise<number> {
    return this.#instances.repo.countReferring(to);
  }

  /** Weeks and sessions name their city by its slug, which is in people's bookmarks too. */
  async #refuseUsedCity({ slug }: CityRow): Promise<void> {
    const others = [...this.#namesCities].map(async ([noun, count]) => [noun, await count(slug)] as const);
    this.cities.refuseWhileUsed({
      ...Object.fromEntries(await Promise.all(others)),
      'agenda week': await this.#repos.weeks.count({ citySlug: slug }),
      session: await this.#sessions({ citySlug: slug }),
    });
  }

  async #checkCity(citySlug: string): Promise<void> {
    if (!(await this.#repos.cities.findOne({ slug: citySlug }))) throw invalidField('citySlug', 'is no city');
  }

  async #checkStacks(ids: readonly string[]): Promise<void> {
    const known = new Set((await this.#repos.stacks.findMany(ids)).map(({ _id }) => _id.toHexString()));
    const unknown = ids.findIndex((id) => !known.has(id));
    if (unknown >= 0) throw invalidField(`stackIds.${unknown}`, 'is no session stack');
  }
}

function checkRoom({ capacityMin, capacityMax }: { capacityMin: number | null; capacityMax: number | null }) {
  if (capacityMin !== null && capacityMax !== null && capacityMin > capacityMax)
    throw invalidField('capacityMin', 'must not be above capacityMax');
}
