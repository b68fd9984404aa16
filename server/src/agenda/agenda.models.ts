import { type Connection, Schema } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type {
  AgendaSlotCreate,
  AgendaWeekCreate,
  CityCreate,
  ExchangeRate,
  SessionPathCreate,
  SessionStackCreate,
} from '@ensemble/shared/agenda';
import { recordSchema, RowsRepo, type StoredRow } from '../records/index.ts';

/** The agenda's plans as stored: the fields of their schemas; ids of one another as hex. */

type Slugged<Create extends { slug?: unknown }> = StoredRow & Omit<Create, 'slug'> & { slug: string };

export type CityRow = Slugged<CityCreate>;
export type StackRow = Slugged<SessionStackCreate>;
export type PathRow = Slugged<SessionPathCreate>;
export type WeekRow = StoredRow & AgendaWeekCreate;
export type SlotRow = StoredRow &
  AgendaSlotCreate & {
    agendaWeekId: string;
    /** When it was taken out of the week; sessions may have been made from it. */
    removedAt: Date | null;
  };
export type RateRow = StoredRow & ExchangeRate;

const word = { type: String, required: true };
const mayBeEmpty = { type: String, default: '' };
const orNull = { type: String, default: null };
const count = { type: Number, required: true };
const countOrNull = { type: Number, default: null };
const data = { type: Schema.Types.Mixed, default: {} };

function slugged(fields: Record<string, unknown>): Schema {
  const schema = recordSchema({ ...fields, slug: word });
  schema.index({ slug: 1 }, { unique: true });
  return schema;
}

const city = () =>
  slugged({ name: word, timezone: word, country: orNull, currency: word, summary: mayBeEmpty });

const stack = () =>
  slugged({
    title: word,
    summary: mayBeEmpty,
    experience: orNull,
    defaultDurationMin: count,
    capacityMin: count,
    capacityMax: countOrNull,
    costMin: count,
    priceMinor: countOrNull,
    variableCostMinor: count,
    currency: orNull,
    data,
  });

function path(): Schema {
  const schema = slugged({ title: word, summary: mayBeEmpty, stackIds: { type: [String], default: [] } });
  schema.index({ stackIds: 1 });
  return schema;
}

function week(): Schema {
  const schema = recordSchema({
    citySlug: word,
    title: word,
    summary: mayBeEmpty,
    seasonMode: orNull,
    activeFrom: orNull,
    activeTo: orNull,
    isActive: { type: Boolean, required: true },
    horizonDays: countOrNull,
    data,
  });
  schema.index({ citySlug: 1, title: 1 });
  return schema;
}

function slot(): Schema {
  const schema = recordSchema({
    agendaWeekId: word,
    sessionStackId: word,
    weekday: count,
    startTimeLocal: word,
    defaultDurationMin: countOrNull,
    capacityMin: countOrNull,
    capacityMax: countOrNull,
    sortOrder: count,
    data,
    removedAt: { type: Date, default: null },
  });
  schema.index({ agendaWeekId: 1 });
  schema.index({ sessionStackId: 1 });
  return schema;
}

function rate(): Schema {
  const schema = recordSchema({ from: word, to: word, rate: word, source: word, date: word });
  schema.index({ from: 1, to: 1, date: 1 }, { unique: true });
  return schema;
}

export interface AgendaRepos {
  cities: RowsRepo<CityRow>;
  stacks: RowsRepo<StackRow>;
  paths: RowsRepo<PathRow>;
  weeks: RowsRepo<WeekRow>;
  slots: RowsRepo<SlotRow>;
  rates: RowsRepo<RateRow>;
}

export async function openAgendaRepos(connection: Connection, clock: Clock): Promise<AgendaRepos> {
  const open = <Row extends StoredRow>(
    name: string,
    collection: string,
    schema: Schema,
    order: readonly string[],
  ) => new RowsRepo<Row>({ connection, clock, name, collection, schema, order });
  const repos: AgendaRepos = {
    cities: open('City', 'cities', city(), ['name']),
    stacks: open('SessionStack', 'session_stacks', stack(), ['title']),
    paths: open('SessionPath', 'session_paths', path(), ['title']),
    weeks: open('AgendaWeek', 'agenda_weeks', week(), ['citySlug', 'title']),
    slots: open('AgendaSlot', 'agenda_slots', slot(), ['weekday', 'sortOrder', 'startTimeLocal']),
    rates: open('ExchangeRate', 'exchange_rates', rate(), ['from', 'to', 'date']),
  };
  const { cities, stacks, paths, weeks, slots, rates } = repos;
  await Promise.all([cities, stacks, paths, weeks, slots, rates].map((repo) => repo.init()));
  return repos;
}
