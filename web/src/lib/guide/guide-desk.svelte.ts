import { SvelteMap } from 'svelte/reactivity';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { ReservationView } from '@ensemble/shared/seats/seats.schema';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import { type PartyStep, loadReservations, stepParty } from './guide.api.ts';
import { loadInstance } from '#lib/api/instances.ts';
import { pressKey } from './press-key.ts';

/** One press on a party, until the server has answered it. */
export interface Press {
  step: PartyStep;
  /** The same for every attempt: a press that did arrive after all counts once. */
  key: string;
  phase: 'sending' | 'unsent' | 'refused';
  problem: ApiProblem | null;
}

/**
 * One instance as its guides see it: the instance, who comes, and the presses that are under way. What others do
 * arrives by `refresh`, which the page calls when the live counts rise.
 */
export class GuideDesk {
  instance = $state.raw<InstanceView>() as InstanceView;
  reservations = $state.raw<readonly ReservationView[]>([]);
  /** Why the list could not be read anew; what is shown is as of `readAt`. */
  problem = $state.raw<ApiProblem | null>(null);
  readAt = $state(0);
  readonly presses = new SvelteMap<string, Press>();
  #running: Promise<void> | null = null;
  #again = false;
  /** Counts what was learned from answers: a list that was asked for before one of them is older than it. */
  #answers = 0;

  constructor(instance: InstanceView, reservations: readonly ReservationView[], nowMs: number) {
    this.instance = instance;
    this.reservations = reservations;
    this.readAt = nowMs;
  }

  get unsent(): number {
    return [...this.presses.values()].filter(({ phase }) => phase === 'unsent').length;
  }

  /** Reads everything again; calls that come meanwhile share one further reading. Never rejects. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#read().finally(() => (this.#running = null));
    return this.#running;
  }

  async #read(): Promise<void> {
    const { id } = this.instance;
    do {
      this.#again = false;
      const answers = this.#answers;
      try {
        const [instance, reservations] = await Promise.all([loadInstance(id), loadReservations(id)]);
        if (answers !== this.#answers) {
          this.#again = true;
          continue;
        }
        this.instance = instance;
        this.reservations = reservations;
        this.readAt = Date.now();
        this.problem = null;
      } catch (thrown) {
        this.problem = asProblem(thrown);
        return;
      }
    } while (this.#again);
  }

  /** One's own change of the instance is here before the push. */
  learnInstance(instance: InstanceView): void {
    this.#answers++;
    this.instance = instance;
    void this.refresh();
  }

  /** The answer to a call on a party, new or known. */
  learn(one: ReservationView): void {
    this.#answers++;
    const known = this.reservations.some(({ id }) => id === one.id);
    this.reservations = known
      ? this.reservations.map((other) => (other.id === one.id ? one : other))
      : [...this.reservations, one];
    void this.refresh();
  }

  /** A press on a party. While one is under way, or did not arrive, a further press repeats that one. */
  async press(id: string, step: PartyStep): Promise<ReservationView | null> {
    const before = this.presses.get(id);
    if (before?.phase === 'sending') return null;
    const isRepeat = before?.phase === 'unsent' && before.step === step;
    const press: Press = { step, key: isRepeat ? before.key : pressKey(), phase: 'sending', problem: null };
    this.presses.set(id, press);
    try {
      const answer = await stepParty(this.instance.id, id, step, press.key);
      this.presses.delete(id);
      this.learn(answer);
      return answer;
    } catch (thrown) {
      const problem = asProblem(thrown);
      this.presses.set(id, { ...press, phase: problem.retryable ? 'unsent' : 'refused', problem });
      if (!problem.retryable) void this.refresh();
      return null;
    }
  }

  /** Sends again what did not arrive, in the order of the presses. */
  async sendAgain(): Promise<void> {
    for (const [id, { phase, step }] of [...this.presses]) if (phase === 'unsent') await this.press(id, step);
  }

  forget(id: string): void {
    if (this.presses.get(id)?.phase !== 'sending') this.presses.delete(id);
  }
}
