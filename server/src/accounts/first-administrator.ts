import { ObjectId } from 'bson';
import type { Connection } from 'mongoose';
import { AUTH_COLLECTIONS } from './collections.ts';

/**
 * The first account on an empty database is the administrator. Of several sign-ups at one moment exactly
 * one wins: the claim is a document whose _id can be inserted once, by an account that exists already, so
 * that a sign-up that fails (its e-mail was taken a moment ago) never takes the place with it.
 */
export interface FirstAdministrator {
  /** Makes this account administrator if it is the first to ask. */
  claim(userId: string): Promise<void>;
  /** Finishes what a server that died in between left: accounts, but no administrator. Call at start. */
  repair(): Promise<void>;
  /** True until there is an account. */
  isOpen(): Promise<boolean>;
}

const CLAIM_ID = 'first-administrator';

interface Claim {
  _id: string;
  userId?: string;
}

export function firstAdministrator(connection: Connection): FirstAdministrator {
  const meta = () => connection.collection<Claim>('app_meta');
  const users = () => connection.collection<{ roles: string[] }>(AUTH_COLLECTIONS.users);
  const isAccount = { isAnonymous: { $ne: true } };
  const appoint = (id: ObjectId) => users().updateOne({ _id: id }, { $set: { roles: ['admin'] } });
  return {
    async claim(userId) {
      try {
        await meta().insertOne({ _id: CLAIM_ID, userId });
      } catch (error) {
        if ((error as { code?: unknown }).code === 11000) return;
        throw error;
      }
      await appoint(new ObjectId(userId));
    },
    async repair() {
      if ((await users().countDocuments({ roles: 'admin' }, { limit: 1 })) > 0) return;
      const [oldest] = await users().find(isAccount).sort({ createdAt: 1, _id: 1 }).limit(1).toArray();
      if (!oldest) {
        await meta().deleteOne({ _id: CLAIM_ID });
        return;
      }
      await meta().updateOne(
        { _id: CLAIM_ID },
        { $set: { userId: oldest._id.toHexString() } },
        { upsert: true },
      );
      await appoint(oldest._id);
    },
    isOpen: async () => (await users().countDocuments(isAccount, { limit: 1 })) === 0,
  };
}
