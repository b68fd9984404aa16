import { type Connection, Schema, type Types } from 'mongoose';
import { AppError, type Clock, MANAGING_ROLE, type RoleIn, type Scope, SCOPE_ROLES } from '@ensemble/shared';
import type { RightsChanges } from './rights-changes.ts';

export interface MembershipIn<S extends Scope> {
  scope: S;
  scopeId: string;
  userId: string;
  role: RoleIn<S>;
  joinedAt: Date;
}
export type Membership = { [S in Scope]: MembershipIn<S> }[Scope];

interface Row {
  _id: Types.ObjectId;
  scope: Scope;
  scopeId: Types.ObjectId;
  userId: Types.ObjectId;
  role: RoleIn<Scope>;
  createdAt: Date;
}

const ALL_ROLES = Object.values(SCOPE_ROLES).flat();

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
        role: { type: String, enum: ALL_ROLES, required: true },
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

  async roleOf<S extends Scope>(scope: S, scopeId: string, userId: string): Promise<RoleIn<S> | null> {
    const row = await this.#rows.findOne({ scope, scopeId, userId }, { role: 1 }).lean();
    return row ? row.role : null;
  }

  /** What somebody is a member of, of one scope or of all. */
  async of<S extends Scope = Scope>(userId: string, scope?: S): Promise<MembershipIn<S>[]> {
    const filter = scope === undefined ? { userId } : { userId, scope };
    return (await this.#rows.find(filter).sort({ _id: 1 }).lean()).map(membership<S>);
  }

  async list<S extends Scope>(scope: S, scopeId: string): Promise<MembershipIn<S>[]> {
    const rows = await this.#rows.find({ scope, scopeId }).sort({ createdAt: 1, _id: 1 }).lean();
    return rows.map(membership<S>);
  }

  /** Gives a role as a link does: never lowers one that is there. Answers the role that holds now. */
  async join<S extends Scope>(
    scope: S,
    scopeId: string,
    userId: string,
    role: RoleIn<S>,
  ): Promise<RoleIn<S>> {
    const roles: readonly RoleIn<Scope>[] = SCOPE_ROLES[scope];
    const lower = roles.slice(0, roles.indexOf(role));
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
  async set<S extends Scope>(scope: S, scopeId: string, userId: string, role: RoleIn<S>): Promise<void> {
    if (!manages(scope, role)) await this.#refuseLastManager(scope, scopeId, userId);
    const before = await this.#rows
      .findOneAndUpdate(
        { scope, scopeId, userId },
        { $set: { role }, $setOnInsert: { createdAt: new Date(this.#clock.now()) } },
        { upsert: true, returnDocument: 'before' },
      )
      .lean<Row>();
    if (!manages(scope, role)) await this.#keepOneManager(before);
    this.#rights.announce(userId);
  }

  /** @throws AppError `conflict` for the last organiser, `not-found` for who is no member. */
  async remove(scope: Scope, scopeId: string, userId: string): Promise<void> {
    await this.#refuseLastManager(scope, scopeId, userId);
    const before = await this.#rows.findOneAndDelete({ scope, scopeId, userId }).lean<Row>();
    if (!before) throw new AppError('not-found', 'That person is no member.');
    await this.#keepOneManager(before);
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

  /** Somebody must be left who organises, where that is a member's role. */
  async #refuseLastManager(scope: Scope, scopeId: string, userId: string): Promise<void> {
    const role = MANAGING_ROLE[scope];
    if (role === null) return;
    const managers = await this.#rows.find({ scope, scopeId, role }, { userId: 1 }).lean();
    if (managers.length === 1 && managers[0]?.userId.toHexString() === userId) throw lastOrganiser();
  }

  /** Two organisers that go at one moment both pass the look before; whoever then finds nobody left comes back. */
  async #keepOneManager(before: Row | null): Promise<void> {
    if (before === null || !manages(before.scope, before.role)) return;
    const { scope, scopeId, userId, role, createdAt } = before;
    if (await this.#rows.exists({ scope, scopeId, role })) return;
    await this.#rows.updateOne(
      { scope, scopeId, userId },
      { $set: { role }, $setOnInsert: { createdAt } },
      { upsert: true },
    );
    throw lastOrganiser();
  }
}

/** Whether this role invites and removes others. */
export const manages = (scope: Scope, role: RoleIn<Scope>): boolean => MANAGING_ROLE[scope] === role;

const lastOrganiser = (): AppError =>
  new AppError('conflict', 'This is the only organiser. Make somebody else organiser first.');

/** The row of a scope holds a role of that scope: nothing else is ever written. */
const membership = <S extends Scope>(row: Row): MembershipIn<S> => ({
  scope: row.scope as S,
  scopeId: row.scopeId.toHexString(),
  userId: row.userId.toHexString(),
  role: row.role,
  joinedAt: row.createdAt,
});
