import { randomUUID } from 'node:crypto';
import { AppError } from '@ensemble/shared';
import type { Reservation } from '@ensemble/shared/seats';
import type { SeatDesk, SeatStep } from './desk.ts';
import { problemOfRefusal } from './problems.ts';

export interface Move {
  from: string;
  to: string;
  reservationId: string;
  /** Idempotency key, null for none. */
  key: string | null;
}

/** The party was resized or confirmed while it moved: it moves again as it is now. */
class Changed extends Error {}

const ATTEMPTS = 5;

/**
 * Takes seats at the new instance first and gives up those at the old one then, so that a party never has none.
 * Should the old one refuse, the new seats are given back. Safe to repeat: a call that died half-way is finished
 * by the next one for the same place. @throws AppError of the refusal, after which all is as it was.
 */
export async function moveReservation(
  desk: SeatDesk,
  { from, to, reservationId, key }: Move,
): Promise<SeatStep> {
  const call = key ?? randomUUID();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const one = await lookAt(desk, from, reservationId);
    if (one.movedTo === to && one.state === 'cancelled') return settled(desk, to);
    if (one.state === 'expired') throw problemOfRefusal({ code: 'hold-expired' });
    if (one.state !== 'held' && one.state !== 'confirmed') {
      throw problemOfRefusal({ code: 'illegal-move', from: one.state, action: 'move-out' });
    }
    const step = `${call} ${attempt}`;
    const party = { ...one, state: one.state };
    const arrived = await desk.act(to, () => ({ type: 'move-in', key: `${step} in`, party }));
    if (arrived.refusal) throw problemOfRefusal(arrived.refusal);
    try {
      const left = await desk.act(from, ({ state }) => {
        const now = state.reservations.find(({ id }) => id === one.id);
        const first = !state.answers.some(({ key: known }) => known === `${step} out`);
        const lives = now?.state === 'held' || now?.state === 'confirmed';
        if (first && lives && (now.seats !== one.seats || now.state !== one.state)) throw new Changed();
        return { type: 'move-out', key: `${step} out`, id: one.id, to };
      });
      if (!left.refusal) return arrived;
      await giveBack(desk, to, one.id, step);
      throw problemOfRefusal(left.refusal);
    } catch (error) {
      if (!(error instanceof Changed)) throw error;
      await giveBack(desk, to, one.id, step);
    }
  }
  throw new AppError('conflict', 'This reservation changes all the time. Try again.');
}

const settled = (desk: SeatDesk, instanceId: string): Promise<SeatStep> =>
  desk.act(instanceId, () => ({ type: 'settle', key: null }));

async function lookAt(desk: SeatDesk, instanceId: string, id: string): Promise<Reservation> {
  const { state } = await settled(desk, instanceId);
  const one = state.reservations.find((reservation) => reservation.id === id);
  if (!one) throw problemOfRefusal({ code: 'unknown-reservation' });
  return one;
}

const giveBack = (desk: SeatDesk, instanceId: string, id: string, step: string): Promise<SeatStep> =>
  desk.act(instanceId, () => ({ type: 'cancel', key: `${step} undo`, id }));
