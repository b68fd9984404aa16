import { type Connection, Schema, type Types } from 'mongoose';
import { AppError, type Clock, SESSION_ROLES, type SessionRole } from '@ensemble/shared';
import type { RightsChanges } from './rights-changes.ts';

/** What one can be a member of. Later parts add theirs. */
export type Scope = 'session';

export interface Membership {
  scope: Scope;
  scopeId: string;
  userId: string;
  role: SessionRole;
  joinedAt: Date;
}

interface Row {
  _id: Types.ObjectId;
  scope: Scope;
  scopeId: Types.ObjectId;
  userId: Types.ObjectId;
  role: SessionRole;
  createdAt: Date;
}

const rank = (role: SessionRole): number => SESSION_ROLES.indexOf(role);

/** Who takes part in what, with which role. One document a pair; the unique index says so. */
export class Memberships {
  readonly #rows;
  readonly #clock: Clock;
  readonly #rights: RightsChanges;

  constructor(connection: Connection, clock: Clock, rights: RightsChanges) {
    const schema = new Schema<Row>(
      {
        scope: { type: String, required: true },
        scopeId: { type: Schema.Types.ObjectId, required: true },
        userId: { type: Schema.Types.ObjectId, required: true },
        role: { type: String, enum: SESSION_ROLES, required: true },
        createdAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false },
    );
    schema.index({ scope: 1, scopeId: 1, userId: 1 }, { unique: true });
    schema.index({ userId: 1, scope: 1 });
    this.#rows = connection.model<Row>('Membership', schema, 'memberships');
    this.#clock = clock;
    this.#rights = rights;
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  async roleOf(scope: Scope, scopeId: string, userId: string): Promise<SessionRole | null> {
    const row = await this.#rows.findOne({ scope, scopeId, userId }, { role: 1 }).lean();
    return row?.role ?? null;
  }

  async of(userId: string): Promise<Membership[]> {
    return (await this.#rows.find({ userId }).sort({ _id: 1 }).lean()).map(membership);
  }

  async list(scope: Scope, scopeId: string): Promise<Membership[]> {
    return (await this.#rows.find({ scope, scopeId }).sort({ createdAt: 1, _id: 1 }).lean()).map(membership);
  }

  /** Gives a role as a link does: never lowers one that is there. Answers the role that holds now. */
  async join(scope: Scope, scopeId: string, userId: string, role: SessionRole): Promise<SessionRole> {
    const lower = SESSION_ROLES.filter((other) => rank(other) < rank(role));
    await this.#rows.updateOne(
      { scope, scopeId, userId },
      { $setOnInsert: { role, createdAt: new Date(this.#clock.now()) } },
      { upsert: true },
    );
    await this.#rows.updateOne({ scope, scopeId, userId, role: { $in: lower } }, { $set: { role } });
    this.#rights.announce(userId);
    return (await this.roleOf(scope, scopeId, userId)) ?? role;
  }

  /** @throws AppError `conflict` when that would leave nobody to organise. */
  async set(scope: Scope, scopeId: string, userId: string, role: SessionRole): Promise<void> {
    if (role !== 'organiser') await this.#refuseLastOrganiser(scope, scopeId, userId);
    const before = await this.#rows
      .findOneAndUpdate(
        { scope, scopeId, userId },
        { $set: { role }, $setOnInsert: { createdAt: new Date(this.#clock.now()) } },
        { upsert: true, returnDocument: 'before' },
      )
      .lean<Row>();
    if (role !== 'organiser') await this.#keepOneOrganiser(before);
    this.#rights.announce(userId);
  }

  /** @throws AppError `conflict` for the last organiser, `not-found` for who is no member. */
  async remove(scope: Scope, scopeId: string, userId: string): Promise<void> {
    await this.#refuseLastOrganiser(scope, scopeId, userId);
    const before = await this.#rows.findOneAndDelete({ scope, scopeId, userId }).lean<Row>();
    if (!before) throw new AppError('not-found', 'That person is no member.');
    await this.#keepOneOrganiser(before);
    this.#rights.announce(userId);
  }

  async removeScope(scope: Scope, scopeId: string): Promise<void> {
    await this.#rows.deleteMany({ scope, scopeId });
    this.#rights.announce(null);
  }

  /** Everything `fromUserId` may do, `toUserId` may do afterwards. Safe to repeat. */
  async handOver(fromUserId: string, toUserId: string): Promise<void> {
    for (const held of await this.of(fromUserId)) {
      await this.join(held.scope, held.scopeId, toUserId, held.role);
      await this.#rows.deleteOne({ scope: held.scope, scopeId: held.scopeId, userId: fromUserId });
    }
  }

  async #refuseLastOrganiser(scope: Scope, scopeId: string, userId: string): Promise<void> {
    const organisers = await this.#rows.find({ scope, scopeId, role: 'organiser' }, { userId: 1 }).lean();
    if (organisers.length === 1 && organisers[0]?.userId.toHexString() === userId) throw lastOrganiser();
  }

  /** Two organisers that go at one moment both pass the look before; whoever then finds nobody left comes back. */
  async #keepOneOrganiser(before: Row | null): Promise<void> {
    if (before?.role !== 'organiser') return;
    const { scope, scopeId, userId, role, createdAt } = before;
    if (await this.#rows.exists({ scope, scopeId, role: 'organiser' })) return;
    await this.#rows.updateOne(
      { scope, scopeId, userId },
      { $set: { role }, $setOnInsert: { createdAt } },
      { upsert: true },
    );
    throw lastOrganiser();
  }
}

const lastOrganiser = (): AppError =>
  new AppError('conflict', 'This is the only organiser. Make somebody else organiser first.');

const membership = (row: Row): Membership => ({
  scope: row.scope,
  scopeId: row.scopeId.toHexString(),
  userId: row.userId.toHexString(),
  role: row.role,
  joinedAt: row.createdAt,
});
