import { isOver, type SeatState } from '@ensemble/shared/seats';
import { expireHolds } from '@ensemble/shared/seats/settle';
import type { InstanceRow } from '../instances/index.ts';

/**
 * Something that those who have seats, or wait for some, should be told. Written with the change that it is about,
 * in the same update, and taken out when all are told: so no crash in between keeps it from anybody.
 */
export interface SessionNews {
  /** Rises with the instance's versions. */
  id: number;
  what: 'cancelled' | 'moved';
  /** When people meant to come. */
  from: Pick<InstanceRow, 'startsAt' | 'endsAt' | 'timezone'>;
  parties: { reservationId: string; waits: boolean }[];
  /** Until then some node is telling it. */
  leaseUntil: Date;
}

type Times = Partial<Pick<InstanceRow, 'status' | 'startsAt' | 'endsAt'>>;

/** What of a change people should hear of; null for all the rest. */
export function newsIn(before: InstanceRow, change: Times): SessionNews['what'] | null {
  const status = change.status ?? before.status;
  if (status === 'cancelled') return before.status === 'cancelled' ? null : 'cancelled';
  const { startsAt = before.startsAt, endsAt = before.endsAt } = change;
  const stays =
    startsAt.getTime() === before.startsAt.getTime() && endsAt.getTime() === before.endsAt.getTime();
  return stays ? null : 'moved';
}

/** The instance's news with this change's; null when it concerns nobody any more. */
export function withNews(
  { state, news, nowMs }: { state: SeatState; news: readonly SessionNews[]; nowMs: number },
  before: InstanceRow,
  change: Times,
): { seatNews: SessionNews[] } | null {
  const what = newsIn(before, change);
  const last = Math.max(before.endsAt.getTime(), what === 'moved' ? (change.endsAt?.getTime() ?? 0) : 0);
  if (what === null || last <= nowMs) return null;
  const parties = expireHolds(state, nowMs)
    .state.reservations.filter((one) => !isOver(one.state) && one.state !== 'noShow')
    .map((one) => ({ reservationId: one.id, waits: one.state === 'waitlisted' }));
  if (parties.length === 0) return null;
  const { startsAt, endsAt, timezone } = before;
  // Of a move that nobody was told of people need not hear: it moves on from where they think it is.
  const untold = news.find((one) => one.what === 'moved');
  const from = untold?.from ?? { startsAt, endsAt, timezone };
  const fresh = { id: before.version + 1, what, from, parties, leaseUntil: new Date(0) };
  return { seatNews: [...news.filter((one) => one.what === 'cancelled'), fresh] };
}
