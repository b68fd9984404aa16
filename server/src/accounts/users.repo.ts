import { ObjectId } from 'bson';
import type { Connection } from 'mongoose';
import type { AppRole } from '@ensemble/shared';
import { AUTH_COLLECTIONS } from './collections.ts';

/** better-auth owns the users' documents; here is what else we read and write of them. */
export interface UserRow {
  _id: ObjectId;
  name: string;
  email: string;
  isAnonymous?: boolean | null;
  roles?: AppRole[];
  createdAt: Date;
  updatedAt: Date;
}

export interface UsersRepo {
  init(): Promise<void>;
  find(id: string): Promise<UserRow | null>;
  /** Those that exist, by id. */
  findAll(ids: readonly string[]): Promise<Map<string, UserRow>>;
  /** Names of those that still exist, by id. */
  namesOf(ids: readonly string[]): Promise<Map<string, { name: string; isGuest: boolean }>>;
  /** Accounts, not guests, whose name has `words` in it, by name; `after` is the last one's (name, id). */
  named(
    words: string,
    limit: number,
    after: readonly [name: string, id: string] | null,
  ): Promise<{ id: string; name: string }[]>;
  /** By _id, after `afterId`. */
  page(limit: number, afterId: string | null): Promise<UserRow[]>;
  rename(id: string, name: string): Promise<void>;
  setRoles(id: string, roles: readonly AppRole[]): Promise<UserRow | null>;
  countAdministrators(): Promise<number>;
}

export function usersRepo(connection: Connection): UsersRepo {
  const users = () => connection.collection<UserRow>(AUTH_COLLECTIONS.users);
  const byId = (id: string) => ({ _id: new ObjectId(id) });
  return {
    /** better-auth makes no indexes of its own: without these, parallel sign-ups share an e-mail. */
    async init() {
      await users().createIndex({ email: 1 }, { unique: true });
      await users().createIndex({ roles: 1 });
      await connection.collection(AUTH_COLLECTIONS.sessions).createIndex({ token: 1 }, { unique: true });
      await connection.collection(AUTH_COLLECTIONS.sessions).createIndex({ userId: 1 });
      await connection
        .collection(AUTH_COLLECTIONS.sessions)
        .createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
      await connection.collection(AUTH_COLLECTIONS.accounts).createIndex({ userId: 1 });
      await connection.collection(AUTH_COLLECTIONS.accounts).createIndex({ accountId: 1, providerId: 1 });
      await connection.collection(AUTH_COLLECTIONS.verifications).createIndex({ identifier: 1 });
      await connection
        .collection(AUTH_COLLECTIONS.verifications)
        .createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
    },
    find: (id) => users().findOne(byId(id)),
    async findAll(ids) {
      const rows = await users()
        .find({ _id: { $in: ids.map((id) => new ObjectId(id)) } })
        .toArray();
      return new Map(rows.map((row) => [row._id.toHexString(), row]));
    },
    async namesOf(ids) {
      const unique = [...new Set(ids)].filter((id) => ObjectId.isValid(id));
      if (unique.length === 0) return new Map();
      const rows = await users()
        .find(
          { _id: { $in: unique.map((id) => new ObjectId(id)) } },
          { projection: { name: 1, isAnonymous: 1 } },
        )
        .toArray();
      return new Map(
        rows.map((row) => [row._id.toHexString(), { name: row.name, isGuest: row.isAnonymous === true }]),
      );
    },
    async named(words, limit, after) {
      const beyond = after
        ? { $or: [{ name: { $gt: after[0] } }, { name: after[0], _id: { $gt: new ObjectId(after[1]) } }] }
        : {};
      const rows = await users()
        .find(
          { $and: [{ isAnonymous: { $ne: true }, name: { $regex: escaped(words), $options: 'i' } }, beyond] },
          { projection: { name: 1 } },
        )
        .sort({ name: 1, _id: 1 })
        .limit(limit)
        .toArray();
      return rows.map(({ _id, name }) => ({ id: _id.toHexString(), name }));
    },
    page: (limit, afterId) =>
      users()
        .find(afterId ? { _id: { $gt: new ObjectId(afterId) } } : {})
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    async rename(id, name) {
      await users().updateOne(byId(id), { $set: { name } });
    },
    setRoles: (id, roles) =>
      users().findOneAndUpdate(byId(id), { $set: { roles: [...roles] } }, { returnDocument: 'after' }),
    countAdministrators: () => users().countDocuments({ roles: 'admin' }),
  };
}

/** The words themselves as a pattern. */
const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
