import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';

/**
 * The first account on an empty database is the administrator. Of several sign-ups at one moment
 * exactly one wins: the claim is a document whose _id can be inserted once.
 */
export interface FirstAdministrator {
  /** True for exactly one caller. */
  claim(): Promise<boolean>;
  /** Gives up a claim whose sign-up never came about (the server died in between). Call at start. */
  repair(): Promise<void>;
  /** True until there is an account. */
  isOpen(): Promise<boolean>;
}

const CLAIM_ID = 'first-administrator';

export function firstAdministrator(connection: Connection): FirstAdministrator {
  const meta = (): Collection<{ _id: string }> =>
    connection.collection<{ _id: string }>('app_meta') as unknown as Collection<{ _id: string }>;
  const accounts = () =>
    connection.collection('users').countDocuments({ isAnonymous: { $ne: true } }, { limit: 1 });
  return {
    async claim() {
      if ((await accounts()) > 0) return false;
      try {
        await meta().insertOne({ _id: CLAIM_ID });
        return true;
      } catch (error) {
        if ((error as { code?: unknown }).code === 11000) return false;
        throw error;
      }
    },
    async repair() {
      if ((await accounts()) === 0) await meta().deleteOne({ _id: CLAIM_ID });
    },
    isOpen: async () => (await accounts()) === 0,
  };
}
