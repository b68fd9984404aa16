import type { TripView } from '@ensemble/shared/agenda/trip.schema';
import { SvelteMap } from 'svelte/reactivity';
import { randomKey } from '#lib/api/client.ts';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import { changeWords, linesWords, type PlanLine, sameLines, seatsOf } from './plan.ts';
import { allocate, release } from './trips.api.ts';

/** What a trip asks of the sessions: ticked ones with their seats, and how the last asking ended. */
export class TripPlan {
  trip = $state.raw<TripView>() as TripView;
  /** Seats by session, for those that are ticked; NaN while the field is empty. */
  readonly wants: SvelteMap<string, number>;
  busy = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  /** Said once it worked. */
  done = $state('');
  #key: string | null = null;

  constructor(trip: TripView) {
    this.trip = trip;
    this.wants = new SvelteMap(seatsOf(trip));
  }

  /** The trip was changed elsewhere on the page: its seats are kept where they are. */
  follow(trip: TripView): void {
    if (trip.version > this.trip.version) this.trip = trip;
  }

  get has(): ReadonlyMap<string, number> {
    return seatsOf(this.trip);
  }

  get lines(): PlanLine[] {
    return [...this.wants].map(([instanceId, seats]) => ({ instanceId, seats }));
  }

  get isValid(): boolean {
    return this.lines.every(({ seats }) => Number.isInteger(seats) && seats >= 1);
  }

  get isChanged(): boolean {
    return !sameLines(this.has, this.lines);
  }

  /** What the button does. */
  get label(): string {
    const { lines, has } = this;
    if (lines.length === 0) return 'Give all its seats back';
    return `${has.size === 0 ? 'Allocate' : 'Change to'} ${linesWords(lines)}`;
  }

  get changes(): string {
    return this.has.size === 0 ? '' : changeWords(this.has, this.lines);
  }

  tick(instanceId: string, on: boolean): void {
    this.problem = null;
    this.done = '';
    if (on) this.wants.set(instanceId, this.has.get(instanceId) ?? this.trip.pax);
    else this.wants.delete(instanceId);
  }

  setSeats(instanceId: string, seats: number): void {
    this.problem = null;
    this.done = '';
    if (seats === 0) this.wants.delete(instanceId);
    else this.wants.set(instanceId, seats);
  }

  /** Back to what the trip has. */
  reset(): void {
    this.problem = null;
    this.done = '';
    this.#tickWhatItHas();
  }

  async allocate(): Promise<void> {
    const { lines } = this;
    // Pressed again after no answer came, it is the same call; after a refusal it asks anew.
    const key = (this.#key ??= randomKey());
    await this.#run(async () => {
      const trip = await allocate(this.trip.id, lines, key);
      this.done = lines.length === 0 ? 'All its seats are given back.' : `The trip has ${linesWords(lines)}.`;
      return trip;
    });
  }

  async release(): Promise<void> {
    await this.#run(async () => {
      const trip = await release(this.trip.id);
      this.done = 'All its seats are given back.';
      return trip;
    });
  }

  async #run(call: () => Promise<TripView>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    this.done = '';
    try {
      this.trip = await call();
      this.#key = null;
      this.#tickWhatItHas();
    } catch (thrown) {
      this.problem = asProblem(thrown);
      if (!this.problem.retryable) this.#key = null;
    } finally {
      this.busy = false;
    }
  }

  #tickWhatItHas(): void {
    this.wants.clear();
    for (const [id, seats] of this.has) this.wants.set(id, seats);
  }
}
