import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@ensemble/shared';
import { applySeatAction, type SeatAction, type SeatResult, type SeatState } from '@ensemble/shared/seats';
import type { SeatsRepo, SeatsSnapshot } from './seats.repo.ts';

/** Only other nodes can win against us, and each round somebody wins: so many losses mean a broken store. */
const ATTEMPTS = 100;
/** One update takes at most so many calls, so that the first of them does not wait for a thousand. */
const TOGETHER = 100;

/** Decides which action to ask for on the instance as it stands. Runs again when the instance has changed. */
export type Choose = (now: SeatsSnapshot) => SeatAction;

export interface SeatStep extends SeatResult {
  instanceId: string;
  /** The store's clock when it was decided. */
  nowMs: number;
}

/** An instance's seats as they stand after a write. */
export type SeatsNow = Omit<SeatsSnapshot, 'rev'>;
export type SeatsListener = (now: SeatsNow) => void;

interface Call {
  choose: Choose;
  resolve(step: SeatStep): void;
  reject(error: unknown): void;
}

/**
 * Where all calls on one instance's seats queue. Those that wait at the same time are decided one after the
 * other by the pure model and written in one guarded update, so a rush costs a write per batch and not per call,
 * and calls of one node never race each other. Between nodes the guard decides, and who lost decides again.
 */
export class SeatDesk {
  readonly #repo: SeatsRepo;
  readonly #waiting = new Map<string, Call[]>();
  readonly #listeners: SeatsListener[] = [];

  constructor(repo: SeatsRepo) {
    this.#repo = repo;
  }

  /** Told after each write that changed something to see. */
  onChange(listener: SeatsListener): void {
    this.#listeners.push(listener);
  }

  /** Resolves once it is stored; a refusal is a result. @throws AppError `not-found`; what `choose` throws. */
  act(instanceId: string, choose: Choose): Promise<SeatStep> {
    return new Promise((resolve, reject) => {
      const call = { choose, resolve, reject };
      const waiting = this.#waiting.get(instanceId);
      if (waiting) {
        waiting.push(call);
        return;
      }
      this.#waiting.set(instanceId, [call]);
      void this.#serve(instanceId);
    });
  }

  async #serve(id: string): Promise<void> {
    for (;;) {
      const calls = this.#waiting.get(id)?.splice(0, TOGETHER) ?? [];
      if (calls.length === 0) break;
      try {
        await this.#together(id, calls);
      } catch (error) {
        for (const call of calls) call.reject(error);
      }
    }
    this.#waiting.delete(id);
  }

  async #together(id: string, calls: readonly Call[]): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await this.#repo.read(id);
      if (!before) throw new AppError('not-found', 'There is no such instance.');
      const { state, answers } = decideAll(before, calls);
      if (state === before.state || (await this.#repo.write(before, state))) {
        for (const answer of answers) answer();
        if (state.version !== before.state.version) this.#tell({ ...before, state });
        return;
      }
      // Of two nodes that lost to each other in turn, one should find the field free.
      await pause(randomInt(1 + Math.min(attempt, 20)));
    }
    throw new AppError('unavailable', 'Too many people want these seats at once. Try again.');
  }

  #tell(now: SeatsNow): void {
    for (const listener of this.#listeners) listener(now);
  }
}

function decideAll(
  before: SeatsSnapshot,
  calls: readonly Call[],
): { state: SeatState; answers: (() => void)[] } {
  let { state } = before;
  const answers = calls.map((call) => {
    try {
      const result = applySeatAction(state, call.choose({ ...before, state }), before.nowMs);
      state = result.state;
      return () => call.resolve({ ...result, instanceId: before.id, nowMs: before.nowMs });
    } catch (error) {
      return () => call.reject(error);
    }
  });
  return { state, answers };
}
