import { isOver, isTaken, RESERVATION_STATES } from '@ensemble/shared/seats';
import { z } from 'zod';
import type { InstanceRow, InstancesRepo } from '../instances/index.ts';

/** What the agenda reads of the reservations on an instance's document; seats themselves own them. */
const Reservation = z.object({
  seats: z.int(),
  state: z.enum(RESERVATION_STATES),
  priceMinor: z.int().nullable().default(null),
  tripId: z.string().nullable().default(null),
});
export type Reservation = z.output<typeof Reservation>;
const Reservations = z.array(Reservation);

/** Who sits in each of them, in the order given. */
export async function reservationsOf(
  repo: InstancesRepo,
  rows: readonly InstanceRow[],
): Promise<Reservation[][]> {
  const ids = rows.map(({ _id }) => _id.toHexString());
  const found = await repo.reservationsOf(ids);
  return ids.map((id) => Reservations.parse(found.get(id) ?? []));
}

/** Seats taken, held and in line together: somebody counts on the session. */
export const bookedSeats = (reservations: readonly Reservation[]): number =>
  reservations.reduce((sum, { seats, state }) => (isOver(state) ? sum : sum + seats), 0);

/** Infinity without a limit. What is held counts as gone until seats have settled that it is not. */
export const roomLeft = ({ capacityMax }: InstanceRow, reservations: readonly Reservation[]): number =>
  (capacityMax ?? Infinity) -
  reservations.reduce((sum, { seats, state }) => (isTaken(state) || state === 'held' ? sum + seats : sum), 0);
