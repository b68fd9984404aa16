import { type Connection, Schema, Types } from 'mongoose';
import { ATTENDANCE_STATUSES, type Clock } from '@ensemble/shared';

export interface PersonRow {
  _id: Types.ObjectId;
  sessionId: Types.ObjectId;
  name: string;
  instruments: string[];
  createdAt: Date;
  updatedAt: Date;
}

export interface AttendanceRow {
  instanceId: Types.ObjectId;
  personId: Types.ObjectId;
  status: (typeof ATTENDANCE_STATUSES)[number];
  instrument: string | null;
  updatedAt: Date;
}

/** People without an account, and who said they come or came. Members are kept by accounts. */
export class PeopleRepo {
  readonly #people;
  readonly #attendance;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const person = new Schema<PersonRow>(
      {
        sessionId: { type: Schema.Types.ObjectId, required: true },
        name: { type: String, required: true },
        instruments: { type: [String], default: [] },
        createdAt: { type: Date, required: true },
        updatedAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false },
    );
    person.index({ sessionId: 1, name: 1 });
    const attendance = new Schema<AttendanceRow>(
      {
        instanceId: { type: Schema.Types.ObjectId, required: true },
        personId: { type: Schema.Types.ObjectId, required: true },
        status: { type: String, enum: ATTENDANCE_STATUSES, required: true },
        instrument: { type: String, default: null },
        updatedAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false },
    );
    attendance.index({ instanceId: 1, personId: 1 }, { unique: true });
    attendance.index({ personId: 1 });
    this.#people = connection.model<PersonRow>('Person', person, 'people');
    this.#attendance = connection.model<AttendanceRow>('Attendance', attendance, 'attendance');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await Promise.all([this.#people.createIndexes(), this.#attendance.createIndexes()]);
  }

  find(id: string): Promise<PersonRow | null> {
    return this.#people.findById(id).lean<PersonRow>();
  }

  ofSession(sessionId: string): Promise<PersonRow[]> {
    return this.#people
      .find({ sessionId: new Types.ObjectId(sessionId) })
      .sort({ name: 1, _id: 1 })
      .limit(1000)
      .lean<PersonRow[]>();
  }

  async insert(
    id: string,
    input: { sessionId: string; name: string; instruments: string[] },
  ): Promise<PersonRow> {
    const now = new Date(this.#clock.now());
    return (
      await this.#people.create({ _id: id, ...input, createdAt: now, updatedAt: now })
    ).toObject<PersonRow>();
  }

  update(id: string, change: { name?: string; instruments?: string[] }): Promise<PersonRow | null> {
    return this.#people
      .findByIdAndUpdate(
        id,
        { $set: { ...change, updatedAt: new Date(this.#clock.now()) } },
        { returnDocument: 'after' },
      )
      .lean<PersonRow>();
  }

  /** Their attendance first: cut short, the person is still there to be deleted again. */
  async delete(id: string): Promise<void> {
    await this.#attendance.deleteMany({ personId: new Types.ObjectId(id) });
    await this.#people.deleteOne({ _id: id });
  }

  attendanceOf(instanceId: string): Promise<AttendanceRow[]> {
    return this.#attendance.find({ instanceId: new Types.ObjectId(instanceId) }).lean<AttendanceRow[]>();
  }

  async setAttendance(
    instanceId: string,
    personId: string,
    said: { status: AttendanceRow['status']; instrument: string | null | undefined },
  ): Promise<AttendanceRow> {
    const { status, instrument } = said;
    const row = await this.#attendance
      .findOneAndUpdate(
        { instanceId: new Types.ObjectId(instanceId), personId: new Types.ObjectId(personId) },
        {
          $set: {
            status,
            updatedAt: new Date(this.#clock.now()),
            ...(instrument === undefined ? {} : { instrument }),
          },
        },
        { upsert: true, returnDocument: 'after' },
      )
      .lean<AttendanceRow>();
    if (!row) throw new Error('an upsert answers the document');
    return row;
  }

  /** A session goes, with everybody written down for it. */
  async deleteOf(sessionId: string, instanceIds: readonly string[]): Promise<void> {
    await this.#attendance.deleteMany({
      instanceId: { $in: instanceIds.map((id) => new Types.ObjectId(id)) },
    });
    await this.#people.deleteMany({ sessionId: new Types.ObjectId(sessionId) });
  }

  /** A guest became an account. Safe to repeat; what the account said itself stands. */
  async handOver(fromUserId: string, toUserId: string): Promise<void> {
    for (const row of await this.#attendance
      .find({ personId: new Types.ObjectId(fromUserId) })
      .lean<AttendanceRow[]>()) {
      const { instanceId, status, instrument, updatedAt } = row;
      await this.#attendance.updateOne(
        { instanceId, personId: new Types.ObjectId(toUserId) },
        { $setOnInsert: { status, instrument, updatedAt } },
        { upsert: true },
      );
      await this.#attendance.deleteOne({ instanceId, personId: new Types.ObjectId(fromUserId) });
    }
  }
}
