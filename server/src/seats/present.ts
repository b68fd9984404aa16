import {
  isOffer,
  positionOf,
  type Reservation,
  type ReservationView,
  type SeatState,
} from '@ensemble/shared/seats';

/** The only fields of a reservation that leave the server. */
export function presentReservation(
  instanceId: string,
  state: Pick<SeatState, 'reservations'>,
  one: Reservation,
): ReservationView {
  const position = positionOf(state, one.id);
  const offeredAtMs = isOffer(one) ? one.heldSinceMs : null;
  return {
    id: one.id,
    instanceId,
    kind: one.kind,
    seats: one.seats,
    state: one.state,
    holdUntil: one.holdUntilMs === null ? null : new Date(one.holdUntilMs).toISOString(),
    partyName: one.partyName,
    priceMinor: one.priceMinor,
    ...(position === null ? {} : { position }),
    ...(offeredAtMs === null ? {} : { offeredAt: new Date(offeredAtMs).toISOString() }),
    ...(one.tripId === null ? {} : { tripId: one.tripId }),
  };
}
