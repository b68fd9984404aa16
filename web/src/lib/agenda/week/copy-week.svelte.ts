import { AgendaSlotView, AgendaWeekView, type AgendaWeekCreate } from '@ensemble/shared/agenda';
import { api, randomKey } from '#lib/api/client.ts';
import { asProblem, type ApiProblem } from '#lib/api/problem.ts';
import type { SlotFields } from './week-fields.ts';

export interface SlotToCopy {
  fields: SlotFields;
  /** For people: what and when. */
  label: string;
}

/** How the copy goes. `failed`: which slot could not be copied, and why. */
export type CopyState =
  | { kind: 'ready' }
  | { kind: 'copying'; done: number; of: number }
  | { kind: 'failed'; label: string; problem: ApiProblem; done: number; of: number }
  | { kind: 'done'; week: AgendaWeekView; leftOut: readonly string[] };

/**
 * A week made anew with the slots of another. To the person it is there whole or not at all: when a slot
 * cannot be copied they choose to try it again, to go on without it, or to take the copy back.
 */
export class WeekCopy {
  state = $state.raw<CopyState>({ kind: 'ready' });
  #week: AgendaWeekView | null = null;
  readonly #slots: readonly SlotToCopy[];
  /** One key for each write, so that a repeated one is the same one. */
  readonly #keys: readonly string[];
  readonly #weekKey = randomKey();
  #next = 0;
  #leftOut: string[] = [];

  constructor(slots: readonly SlotToCopy[]) {
    this.#slots = slots;
    this.#keys = slots.map(() => randomKey());
  }

  /** @throws ApiProblem when the week itself cannot be made: then nothing is there. */
  async start(fields: AgendaWeekCreate): Promise<void> {
    this.#week ??= await api().post(AgendaWeekView, '/api/agenda/weeks', fields, {
      idempotencyKey: this.#weekKey,
    });
    await this.#goOn();
  }

  async tryAgain(): Promise<void> {
    await this.#goOn();
  }

  async leaveOut(): Promise<void> {
    const slot = this.#slots[this.#next];
    if (slot) this.#leftOut.push(slot.label);
    this.#next++;
    await this.#goOn();
  }

  /** The copy goes again, with the slots it has. @throws ApiProblem */
  async takeBack(): Promise<void> {
    if (this.#week) await api().delete(`/api/agenda/weeks/${this.#week.id}`);
    this.#week = null;
    this.state = { kind: 'ready' };
  }

  async #goOn(): Promise<void> {
    const week = this.#week;
    if (!week) return;
    const of = this.#slots.length;
    for (let slot = this.#slots[this.#next]; slot !== undefined; slot = this.#slots[this.#next]) {
      this.state = { kind: 'copying', done: this.#next, of };
      try {
        await api().post(AgendaSlotView, `/api/agenda/weeks/${week.id}/slots`, slot.fields, {
          idempotencyKey: this.#keys[this.#next] ?? randomKey(),
        });
      } catch (thrown) {
        this.state = { kind: 'failed', label: slot.label, problem: asProblem(thrown), done: this.#next, of };
        return;
      }
      this.#next++;
    }
    this.state = { kind: 'done', week, leftOut: this.#leftOut };
  }
}
