import {
  type Reservation,
  type ReservationView,
  type SeatState,
  type Told,
  toldOf,
} from '@ensemble/shared/seats';

/** The only fields of a reservation that leave the server. `told`: as it was said once, instead of as it is. */
export function presentReservation(
  instanceId: string,
  state: Pick<SeatState, 'reservations'>,
  one: Reservation,
  told: Told = toldOf(state, one),
): ReservationView {
  return {
    id: one.id,
    instanceId,
    kind: one.kind,
    seats: told.seats,
    state: told.state,
    holdUntil: told.holdUntilMs === null ? null : new Date(told.holdUntilMs).toISOString(),
    partyName: told.partyName,
    priceMinor: one.priceMinor,
    ...(told.position === null ? {} : { position: told.position }),
    ...(told.offeredAtMs === null ? {} : { offeredAt: new Date(told.offeredAtMs).toISOString() }),
    ...(one.tripId === null ? {} : { tripId: one.tripId }),
  };
}
