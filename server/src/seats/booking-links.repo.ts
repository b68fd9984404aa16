import { createHash, randomBytes } from 'node:crypto';
import { type Connection, mongo } from 'mongoose';
import type { Clock } from '@ensemble/shared';

/** Of the session, after which its links are forgotten altogether; until then a late visitor is told it is over. */
const KEEP_MS = 90 * 86_400_000;

/** A link that was mailed: who has it may confirm or cancel this one reservation. */
export interface BookingLink {
  /** Where it was booked; it may have moved since. */
  instanceId: string;
  reservationId: string;
  /** Where the link was sent, as typed. */
  email: string;
}

type Row = BookingLink & { _id: string; createdAt: Date; expiresAt: Date };

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Mailed links. Only a hash of each is stored: who reads the database cannot use them. */
export class BookingLinks {
  readonly #rows: mongo.Collection<Row>;
  readonly #news: mongo.Collection<{ _id: string; expiresAt: Date }>;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    if (!connection.db) throw new Error('the store is not connected');
    this.#rows = connection.db.collection<Row>('booking_links');
    this.#news = connection.db.collection('booking_news');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await Promise.all([
      this.#rows.createIndex({ reservationId: 1 }),
      this.#rows.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
      this.#news.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
    ]);
  }

  /** A new link's token, good until the session is over. */
  async create(link: BookingLink, endsAt: Date): Promise<string> {
    const token = randomBytes(24).toString('base64url');
    const createdAt = new Date(this.#clock.now());
    const expiresAt = new Date(endsAt.getTime() + KEEP_MS);
    await this.#rows.insertOne({ _id: hashOf(token), ...link, createdAt, expiresAt });
    return token;
  }

  find(token: string): Promise<BookingLink | null> {
    return this.#rows.findOne({ _id: hashOf(token) });
  }

  /** The address left last for this reservation. */
  async addressFor(reservationId: string): Promise<string | null> {
    const row = await this.#rows.findOne({ reservationId }, { sort: { createdAt: -1 } });
    return row?.email ?? null;
  }

  /** True for the first, on whatever node, who wants to tell this piece of news. */
  async claimNews(name: string, endsAt: Date): Promise<boolean> {
    try {
      await this.#news.insertOne({ _id: name, expiresAt: new Date(endsAt.getTime() + KEEP_MS) });
      return true;
    } catch (error) {
      if (error instanceof mongo.MongoServerError && error.code === 11000) return false;
      throw error;
    }
  }

  /** It could not be told: somebody may try again. */
  async releaseNews(name: string): Promise<void> {
    await this.#news.deleteOne({ _id: name });
  }
}
