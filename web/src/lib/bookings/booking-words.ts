import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { ReservationView } from '@ensemble/shared/seats/seats.schema';
import type { ReservationState } from '@ensemble/shared/seats/states';
import { seatsWord } from '#lib/viewer/seat-words.ts';

/** A booking's state and what follows from it, in words. */

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'danger';

export const STATES: Record<ReservationState, { label: string; tone: Tone }> = {
  held: { label: 'Held', tone: 'warn' },
  confirmed: { label: 'Confirmed', tone: 'good' },
  waitlisted: { label: 'Waiting', tone: 'accent' },
  checkedIn: { label: 'Checked in', tone: 'good' },
  noShow: { label: 'Did not come', tone: 'plain' },
  expired: { label: 'Lapsed', tone: 'plain' },
  cancelled: { label: 'Cancelled', tone: 'plain' },
};

export const isOver = ({ state }: Pick<ReservationView, 'state'>): boolean =>
  state === 'expired' || state === 'cancelled';

/** What a person may still do with it. */
export function mayDo(
  { state }: Pick<ReservationView, 'state'>,
  instance: Pick<InstanceView, 'status' | 'isCancelled'>,
): { change: boolean; move: boolean; cancel: boolean } {
  const isOpen = !instance.isCancelled && instance.status !== 'completed';
  const lives = state === 'held' || state === 'confirmed';
  return {
    change: isOpen && (lives || state === 'waitlisted'),
    move: isOpen && lives,
    cancel: instance.status !== 'completed' && (lives || state === 'waitlisted'),
  };
}

type One = Pick<ReservationView, 'state' | 'seats' | 'position' | 'offeredAt'>;

/** The largest words on a booking. `until` is the clock time to which a hold lasts. */
export function headline(one: One, until: string, instance: Pick<InstanceView, 'isCancelled'>): string {
  const seats = seatsWord(one.seats);
  switch (one.state) {
    case 'held':
      return `${one.offeredAt === undefined ? '' : 'Your turn: '}${seats} for you until ${until}`;
    case 'confirmed':
      return `${seats} booked`;
    case 'waitlisted':
      return one.position === undefined ? 'On the waiting list' : `Number ${one.position} in line`;
    case 'checkedIn':
      return `${seats}, checked in`;
    case 'noShow':
      return `${seats}, not used`;
    case 'expired':
      return 'The hold lapsed';
    case 'cancelled':
      return instance.isCancelled ? 'The session was cancelled' : 'Cancelled';
  }
}

const SAID_AT_MINUTES = [10, 5, 2, 1];

/** What is read out while time runs: a few times, not each second. Empty between. */
export function countdownSaid(leftMs: number): string {
  const minutes = Math.ceil(leftMs / 60_000);
  const step = SAID_AT_MINUTES.filter((one) => one >= minutes).at(-1);
  if (step === undefined || minutes <= 0) return '';
  return step === 1 ? 'Less than a minute left' : `Less than ${step} minutes left`;
}
