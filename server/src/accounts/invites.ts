import { createHash, randomBytes } from 'node:crypto';
import { type Connection, Schema, type Types } from 'mongoose';
import { AppError, type Clock, type RoleIn, type Scope } from '@ensemble/shared';

const INVITE_DAYS = 30;

export type Invite = {
  [S in Scope]: { scope: S; scopeId: string; role: RoleIn<S>; expiresAt: Date };
}[Scope];

interface Row {
  _id: string;
  scope: Scope;
  scopeId: Types.ObjectId;
  role: RoleIn<Scope>;
  createdBy: Types.ObjectId;
  expiresAt: Date;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Invitation links. Only a hash is stored: who reads the database cannot join with it. */
export class Invites {
  readonly #rows;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const schema = new Schema<Row>(
      {
        _id: { type: String, required: true },
        scope: { type: String, required: true },
        scopeId: { type: Schema.Types.ObjectId, required: true },
        role: { type: String, required: true },
        createdBy: { type: Schema.Types.ObjectId, required: true },
        expiresAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false },
    );
    schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
    schema.index({ scope: 1, scopeId: 1 });
    this.#rows = connection.model<Row>('Invite', schema, 'invites');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  /** A new link's token, good for 30 days and any number of people. */
  async create<S extends Scope>(
    scope: S,
    scopeId: string,
    role: RoleIn<S>,
    createdBy: string,
  ): Promise<{ token: string; expiresAt: Date }> {
    const token = randomBytes(18).toString('base64url');
    const expiresAt = new Date(this.#clock.now() + INVITE_DAYS * 86_400_000);
    await this.#rows.create({ _id: hashOf(token), scope, scopeId, role, createdBy, expiresAt });
    return { token, expiresAt };
  }

  /** @throws AppError `not-found` for an unknown, withdrawn or expired link. */
  async resolve(token: string): Promise<Invite> {
    const invite = await this.peek(token);
    if (!invite)
      throw new AppError('not-found', 'This invitation does not exist any more. Ask for a new link.');
    return invite;
  }

  async peek(token: string): Promise<Invite | null> {
    const row = await this.#rows.findById(hashOf(token)).lean();
    if (!row || row.expiresAt.getTime() <= this.#clock.now()) return null;
    const { scope, role, expiresAt } = row;
    return { scope, scopeId: row.scopeId.toHexString(), role, expiresAt } as Invite;
  }

  /** Withdraws what one person made, who may no longer invite: they know these links, and would come back by them. */
  async withdrawOf(scope: Scope, scopeId: string, createdBy: string): Promise<void> {
    await this.#rows.deleteMany({ scope, scopeId, createdBy });
  }

  /** What a guest made is the account's now. */
  async handOver(fromUserId: string, toUserId: string): Promise<void> {
    await this.#rows.updateMany({ createdBy: fromUserId }, { $set: { createdBy: toUserId } });
  }

  /** Withdraws every link of a scope. */
  async withdraw(scope: Scope, scopeId: string): Promise<void> {
    await this.#rows.deleteMany({ scope, scopeId });
  }
}
