import { ObjectId } from 'bson';
import type { TestApp } from './app.ts';
import type { Person } from './person.ts';

/** Steps that stories of a city begin with. Each throws unless it worked. */

type Json = Record<string, unknown>;
export interface Made extends Json {
  id: string;
  version: number;
}

async function made<T extends Json = Made>(
  person: Person,
  path: string,
  body: Json,
  status = 201,
): Promise<T> {
  const answer = await person.post(path, body);
  if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

/** Lisbon unless told. */
export const makeCity = (host: Person, fields: Json = {}) =>
  made<Made & { slug: string }>(host, '/api/cities', {
    name: 'Lisbon',
    timezone: 'Europe/Lisbon',
    ...fields,
  });

/** Ninety minutes, 4 to 16 people, 90.00 to hold it, 25.00 a seat of which 4.00 are spent. */
export const makeStack = (host: Person, fields: Json = {}) =>
  made(host, '/api/session-stacks', {
    title: 'Harbour walk',
    defaultDurationMin: 90,
    capacityMin: 4,
    capacityMax: 16,
    costMin: 9000,
    priceMinor: 2500,
    variableCostMinor: 400,
    ...fields,
  });

export const makePath = (host: Person, stackIds: readonly string[], fields: Json = {}) =>
  made(host, '/api/session-paths', { title: 'From the river up', stackIds, ...fields });

export const makeWeek = (host: Person, citySlug: string, fields: Json = {}) =>
  made(host, '/api/agenda/weeks', { citySlug, title: 'The usual week', ...fields });

/** Mondays at 18:00 unless told. */
export const makeSlot = (host: Person, weekId: string, sessionStackId: string, fields: Json = {}) =>
  made(host, `/api/agenda/weeks/${weekId}/slots`, {
    sessionStackId,
    weekday: 1,
    startTimeLocal: '18:00',
    ...fields,
  });

export interface GeneratedJson extends Made {
  date: string;
  startTime: string;
  startsAt: string;
  reason?: string;
}
export type Generated = Record<'created' | 'unchanged' | 'updated' | 'conflicting', GeneratedJson[]>;

export const generate = (
  host: Person,
  weekId: string,
  window: { from: string; to: string; dryRun?: boolean },
): Promise<Generated> => made(host, `/api/agenda/weeks/${weekId}/generate`, window, 200);

/** A confirmed party as it stands on the session's document; at the session's price unless told. */
export async function seat(
  app: TestApp,
  instanceId: string,
  seats: number,
  { priceMinor = null, tripId }: { priceMinor?: number | null; tripId?: string } = {},
): Promise<void> {
  const party = {
    id: new ObjectId().toHexString(),
    kind: 'fit',
    seats,
    state: 'confirmed',
    partyName: 'Rosa',
    priceMinor,
    ...(tripId === undefined ? {} : { tripId }),
    holdUntil: null,
    heldSince: null,
    queueNo: null,
    createdAt: new Date(0),
    movedTo: null,
  };
  const instances = (await app.db()).collection<{ reservations: object[] }>('session_instances');
  const change = { $push: { reservations: party }, $inc: { version: 1, seatsRev: 1, seatsTaken: seats } };
  const { matchedCount } = await instances.updateOne({ _id: new ObjectId(instanceId) }, change);
  if (matchedCount !== 1) throw new Error(`there is no instance ${instanceId}`);
}

/** How many of each, in the order of the API. */
export const tally = ({ created, unchanged, updated, conflicting }: Generated): number[] =>
  [created, unchanged, updated, conflicting].map(({ length }) => length);

/** A city of this slug with one slot, and its sessions of June 2026 on five Mondays. */
export async function makeAgenda(host: Person, slug: string, stackFields: Json = {}, slotFields: Json = {}) {
  const city = await makeCity(host, { slug, name: slug });
  const stack = await makeStack(host, { slug: `walk-${slug}`, ...stackFields });
  const week = await makeWeek(host, slug);
  const slot = await makeSlot(host, week.id, stack.id, slotFields);
  const june = { from: '2026-06-01', to: '2026-06-30' };
  const { created } = await generate(host, week.id, june);
  return { city, stack, week, slot, sessions: created, june };
}
