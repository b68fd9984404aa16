import { AppError } from '@ensemble/shared';
import type { SessionMetadata } from '@ensemble/shared/training';
import { derivedId } from '../../http/ids.ts';
import type { InstanceRow } from '../../instances/index.ts';
import type { InstanceFields, InstancePlan } from './publication.ts';

/** What becomes of a session's dated instance when its content goes out. Decided here; done in instance-follower.ts. */

export interface InstanceQuestion {
  sessionId: string;
  contentVersionId: string;
  number: number;
  /** What goes out. */
  next: SessionMetadata;
  /** What is out now. */
  previous: SessionMetadata | null;
  /** The instance it has, or had before its date was taken away. */
  instance: InstanceRow | null;
  /** Seats that somebody counts on. */
  bookedSeats: number;
  nowMs: number;
}

export interface InstanceDecision {
  plan: InstancePlan | null;
  /** Of what goes out; null without a date. */
  instanceId: string | null;
  /** For people. */
  notes: string[];
}

/** Null without a date; publishing waits for its times (shared/training/readiness). */
export function fieldsOf(metadata: SessionMetadata): InstanceFields | null {
  const { title, location, startDate, startTime, endTime, timezone, capacityMax } = metadata;
  if (startDate === '' || startTime === '' || endTime === '') return null;
  const venue = location === '' ? null : location;
  return { title, venue, date: startDate, startTime, endTime, timezone, capacityMax, cancelled: false };
}

const WHEN = ['date', 'startTime', 'endTime', 'timezone'] as const;

/** As an instance has them now. */
export const fieldsOfRow = (row: InstanceRow): InstanceFields => {
  const { title, venue, date, startTime, endTime, timezone, capacityMax, status } = row;
  return { title, venue, date, startTime, endTime, timezone, capacityMax, cancelled: status === 'cancelled' };
};

/** @throws AppError `conflict` on `metadata.startDate` when a date that people hold seats for is taken away. */
export function decideInstance(question: InstanceQuestion): InstanceDecision {
  const { instance, previous, next, nowMs } = question;
  const wanted = fieldsOf(next);
  if (!instance) return wanted ? created(question, wanted) : nothing(null);
  const id = instance._id.toHexString();
  const isOver = instance.activeUntil.getTime() <= nowMs;
  if (!wanted) return isOver || instance.status === 'cancelled' ? nothing(null) : withdrawn(question, id);
  const before = previous && fieldsOf(previous);
  const isMoved = before === null || WHEN.some((field) => wanted[field] !== before[field]);
  // What is over is history: another date is another occurrence.
  if (isOver) return isMoved ? created(question, wanted) : nothing(id);
  return changed(question, { instance, wanted, before, isMoved });
}

const nothing = (instanceId: string | null): InstanceDecision => ({ plan: null, instanceId, notes: [] });

function created(
  { sessionId, contentVersionId, number }: InstanceQuestion,
  set: InstanceFields,
): InstanceDecision {
  const id = derivedId('instance', 'training', sessionId, contentVersionId);
  const originStart = number === 1 ? set.startTime : `${set.startTime} (${number})`;
  return { plan: { kind: 'create', id, originStart, set }, instanceId: id, notes: [] };
}

function withdrawn({ bookedSeats }: InstanceQuestion, id: string): InstanceDecision {
  refuseWhileBooked(bookedSeats);
  const plan = { kind: 'change', id, before: { cancelled: false }, set: { cancelled: true } } as const;
  return { plan, instanceId: null, notes: [] };
}

/** @throws AppError `conflict` */
export function refuseWhileBooked(bookedSeats: number): void {
  if (bookedSeats === 0) return;
  const who = bookedSeats === 1 ? 'A seat is' : `${bookedSeats} seats are`;
  const message = `${who} booked for the date that was taken away. Set a date, or cancel the dated session first.`;
  throw new AppError('conflict', message, {
    fields: [{ path: 'metadata.startDate', message }],
    details: { bookedSeats },
  });
}

/** Only what the content changed: what people changed in the instance by hand stays. */
function changed(
  { bookedSeats }: InstanceQuestion,
  facts: { instance: InstanceRow; wanted: InstanceFields; before: InstanceFields | null; isMoved: boolean },
): InstanceDecision {
  const { instance, wanted, before, isMoved } = facts;
  const id = instance._id.toHexString();
  const now = fieldsOfRow(instance);
  const names = (Object.keys(wanted) as (keyof InstanceFields)[]).filter((name) => {
    const follows = name === 'cancelled' ? isMoved : before === null || wanted[name] !== before[name];
    return follows && wanted[name] !== now[name];
  });
  if (names.length === 0) return nothing(id);
  const pick = (from: InstanceFields): Partial<InstanceFields> =>
    Object.fromEntries(names.map((name) => [name, from[name]]));
  const moves = bookedSeats > 0 && WHEN.some((name) => names.includes(name));
  return {
    plan: { kind: 'change', id, before: pick(now), set: pick(wanted) },
    instanceId: id,
    notes: moves ? [movedNote(bookedSeats)] : [],
  };
}

const movedNote = (seats: number): string =>
  `${seats === 1 ? '1 booked seat moves' : `${seats} booked seats move`} with the session. Those we can write to are told of the new time.`;
