import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { Schema } from 'mongoose';
import { AppError, type Clock } from '@ensemble/shared';
import { asAppError, problemOf } from './problem.ts';

const KEEP_SECONDS = 24 * 3600;
/** A call older than this that never finished died with its server; the next one may run it again. */
const ABANDONED_MS = 30_000;
const WAIT_MS = 10_000;
const POLL_MS = 50;

export interface StoredAnswer {
  status: number;
  body: unknown;
  replayed: boolean;
}

export interface IdempotencyScope {
  userId: string;
  route: string;
  key: string;
}

export interface IdempotencyStore {
  /**
   * Runs `run` once per scope; a repeat gets the first one's answer, refusals (4xx) included.
   * A failure on our side (5xx) is not kept: the client may try again.
   * @throws AppError `request-in-progress` when the first call is still running after 10 s.
   */
  once(
    scope: IdempotencyScope,
    run: () => Promise<{ status: number; body: unknown }>,
    keep?: Keep,
  ): Promise<StoredAnswer>;
}

/** With `refusals` a success is not written down: `run` itself answers the same to a repeat. */
export type Keep = 'all' | 'refusals';

interface Row {
  _id: string;
  startedAt: Date;
  answer?: { status: number; body: string } | undefined;
}

const duplicate = (error: unknown): boolean => (error as { code?: unknown }).code === 11000;

export function idempotencyStore(
  connection: Connection,
  clock: Clock,
): IdempotencyStore & { init(): Promise<void> } {
  const schema = new Schema<Row>(
    {
      _id: { type: String, required: true },
      startedAt: { type: Date, required: true },
      answer: { status: Number, body: String },
    },
    { versionKey: false, autoIndex: false },
  );
  schema.index({ startedAt: 1 }, { expireAfterSeconds: KEEP_SECONDS });
  const Rows = connection.model<Row>('IdempotencyKey', schema, 'idempotency_keys');

  const abandonedBy = (): Date => new Date(clock.now() - ABANDONED_MS);

  async function claim(id: string): Promise<boolean> {
    try {
      await Rows.create({ _id: id, startedAt: new Date(clock.now()) });
      return true;
    } catch (error) {
      if (!duplicate(error)) throw error;
    }
    const taken = await Rows.findOneAndUpdate(
      { _id: id, 'answer.status': { $exists: false }, startedAt: { $lt: abandonedBy() } },
      { $set: { startedAt: new Date(clock.now()) } },
    );
    return taken !== null;
  }

  /** Null when the first call failed on our side or died with its server, so that this one may run instead. */
  async function waitForAnswer(id: string): Promise<StoredAnswer | null> {
    for (let waited = 0; waited <= WAIT_MS; waited += POLL_MS) {
      const row = await Rows.findById(id).lean();
      if (!row) return null;
      if (row.answer?.status !== undefined) {
        return {
          status: row.answer.status,
          body: row.answer.body ? JSON.parse(row.answer.body) : undefined,
          replayed: true,
        };
      }
      if (row.startedAt < abandonedBy()) return null;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new AppError(
      'request-in-progress',
      'The first request with this Idempotency-Key is still running.',
    );
  }

  return {
    init: () => Rows.createIndexes(),
    async once(scope, run, keep = 'all') {
      const id = createHash('sha256')
        .update(JSON.stringify([scope.userId, scope.route, scope.key]))
        .digest('base64url');
      while (!(await claim(id))) {
        const stored = await waitForAnswer(id);
        if (stored) return stored;
      }
      let answer: { status: number; body: unknown };
      try {
        answer = await run();
      } catch (error) {
        const known = asAppError(error);
        if (!known || known.status >= 500) {
          await Rows.deleteOne({ _id: id });
          throw error;
        }
        answer = { status: known.status, body: problemOf(known) };
      }
      if (keep === 'refusals' && answer.status < 400) {
        await Rows.deleteOne({ _id: id });
        return { ...answer, replayed: false };
      }
      await Rows.updateOne(
        { _id: id },
        {
          $set: {
            answer: {
              status: answer.status,
              body: answer.body === undefined ? '' : JSON.stringify(answer.body),
            },
          },
        },
      );
      return { ...answer, replayed: false };
    },
  };
}
