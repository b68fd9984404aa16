import { type Connection, Schema, type Types } from 'mongoose';
import { INSTANCE_SOURCES, INSTANCE_STATUSES } from '@ensemble/shared';

/** The stored SessionInstance. Local wall clock is the truth; the instants are derived from it at each write. */
export interface InstanceRow {
  _id: Types.ObjectId;
  source: { kind: (typeof INSTANCE_SOURCES)[number]; id: Types.ObjectId };
  /** Where the generator put it first; it may have moved since. With the source this is its identity. */
  originDate: string;
  originStart: string;
  title: string;
  date: string;
  startTime: string;
  endTime: string;
  timezone: string;
  startsAt: Date;
  endsAt: Date;
  activeFrom: Date;
  activeUntil: Date;
  status: (typeof INSTANCE_STATUSES)[number];
  isActive: boolean;
  venue: string | null;
  locationOverride: string | null;
  comments: string | null;
  logCompletedAt: Date | null;
  capacityMin: number | null;
  capacityMax: number | null;
  costMin: number | null;
  priceMinor: number | null;
  variableCostMinor: number | null;
  currency: string | null;
  overlays: unknown[];
  data: Record<string, unknown>;
  /** Of the agenda's, as hex; absent on all others. */
  citySlug?: string;
  sessionStackId?: string;
  agendaWeekId?: string;
  agendaSlotId?: string;
  /** What the generator wrote last: what differs from it now was changed by hand. */
  generated?: Record<string, unknown>;
  /** Of the seats' own fields, those that lists show; absent until the first reservation. */
  seatsTaken?: number;
  seatsHeld?: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** The collection of all dated occurrences, with what keeps each of them the only one. */
export function instanceModel(connection: Connection) {
  const text = { type: String, default: null };
  const amount = { type: Number, default: null };
  const schema = new Schema<InstanceRow>(
    {
      source: {
        type: new Schema(
          {
            kind: { type: String, enum: INSTANCE_SOURCES, required: true },
            id: { type: Schema.Types.ObjectId, required: true },
          },
          { _id: false },
        ),
        required: true,
      },
      originDate: { type: String, required: true },
      originStart: { type: String, required: true },
      title: { type: String, required: true },
      date: { type: String, required: true },
      startTime: { type: String, required: true },
      endTime: { type: String, required: true },
      timezone: { type: String, required: true },
      startsAt: { type: Date, required: true },
      endsAt: { type: Date, required: true },
      activeFrom: { type: Date, required: true },
      activeUntil: { type: Date, required: true },
      status: { type: String, enum: INSTANCE_STATUSES, required: true },
      isActive: { type: Boolean, required: true },
      venue: text,
      locationOverride: text,
      comments: text,
      logCompletedAt: { type: Date, default: null },
      capacityMin: amount,
      capacityMax: amount,
      costMin: amount,
      priceMinor: amount,
      variableCostMinor: amount,
      currency: text,
      overlays: { type: [Schema.Types.Mixed] as never, default: [] },
      data: { type: Schema.Types.Mixed, default: {} },
      citySlug: String,
      sessionStackId: String,
      agendaWeekId: String,
      agendaSlotId: String,
      generated: Schema.Types.Mixed,
      seatsTaken: Number,
      seatsHeld: Number,
      version: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
    },
    { versionKey: false, autoIndex: false, minimize: false },
  );
  // Written by the seats domain; here so that a change of the instance may carry what follows for its seats.
  const list = (of: unknown) => ({ type: [of], default: undefined });
  const seating = {
    reservations: list(Object),
    waitlist: list(String),
    holdsLapseAt: Date,
    nextQueueNo: Number,
    seatNews: list(Object),
  };
  schema.add(seating as never);
  schema.index({ 'source.kind': 1, 'source.id': 1, originDate: 1, originStart: 1 }, { unique: true });
  schema.index({ 'source.kind': 1, 'source.id': 1, date: 1, startTime: 1 }, { unique: true });
  schema.index({ startsAt: 1 });
  schema.index({ citySlug: 1, date: 1, startTime: 1 });
  schema.index({ sessionStackId: 1 });
  schema.index({ agendaWeekId: 1 });
  schema.index({ status: 1, activeFrom: 1 });
  schema.index({ status: 1, activeUntil: 1 });
  return connection.model<InstanceRow>('SessionInstance', schema, 'session_instances');
}
