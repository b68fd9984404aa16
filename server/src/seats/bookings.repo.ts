import { type Connection, mongo } from 'mongoose';

/** Where one page of somebody's bookings ends: the last instance's start (ISO 8601) and id, and its reservation. */
export type BookingKey = readonly [startsAt: string, instanceId: string, reservationId: string];

interface Row {
  _id: mongo.ObjectId;
  startsAt: Date;
  endsAt: Date;
}

/** Finds instances by who has seats there. */
export class BookingsRepo {
  readonly #rows: mongo.Collection<Row>;

  constructor(connection: Connection) {
    if (!connection.db) throw new Error('the store is not connected');
    this.#rows = connection.db.collection<Row>('session_instances');
  }

  /**
   * Ids of instances where this person has reservations that did not move away, by start: to come, soonest first,
   * or `past`, latest first. Begins with the one that `from` names, which may have more of them.
   */
  async ofUser(
    userId: string,
    { past, nowMs, limit, from }: { past: boolean; nowMs: number; limit: number; from: BookingKey | null },
  ): Promise<string[]> {
    const now = new Date(nowMs);
    const beyond = past ? '$lt' : '$gt';
    const conditions: Record<string, unknown>[] = [
      { reservations: { $elemMatch: { userId, movedTo: null } } },
      { endsAt: past ? { $lte: now } : { $gt: now } },
    ];
    if (from) {
      const [startsAt, id] = [new Date(from[0]), new mongo.ObjectId(from[1])];
      conditions.push({
        $or: [{ startsAt: { [beyond]: startsAt } }, { startsAt, _id: { [`${beyond}e`]: id } }],
      });
    }
    const direction = past ? -1 : 1;
    const rows = await this.#rows
      .find({ $and: conditions }, { projection: { _id: 1 } })
      .sort({ startsAt: direction, _id: direction })
      .limit(limit)
      .toArray();
    return rows.map(({ _id }) => _id.toHexString());
  }
}
