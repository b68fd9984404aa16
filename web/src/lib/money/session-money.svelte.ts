import type { InstancePnlView } from '@ensemble/shared/agenda/pnl.schema';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { type ApiProblem, asProblem } from '#lib/api/problem.ts';
import { loadInstance } from '#lib/api/instances.ts';
import { loadPnl } from './money.api.ts';

/**
 * What one session earns, with the terms it comes from. What is on screen stays while newer figures are on
 * their way; asked again meanwhile, it asks once more when the answer is there, so the last change is never
 * missed and a rush of bookings costs two questions at a time.
 */
export class SessionMoney {
  pnl = $state.raw<InstancePnlView | null>(null);
  instance = $state.raw<InstanceView | null>(null);
  problem = $state.raw<ApiProblem | null>(null);
  /** Counts how often break-even was passed while somebody looked on. */
  passed = $state(0);
  readonly #id: string;
  #underway: Promise<void> | null = null;
  #again = false;

  constructor(id: string) {
    this.#id = id;
  }

  load(): Promise<void> {
    if (this.#underway) this.#again = true;
    else this.#underway = this.#run().finally(() => (this.#underway = null));
    return this.#underway ?? Promise.resolve();
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      try {
        const [pnl, instance] = await Promise.all([loadPnl(this.#id), loadInstance(this.#id)]);
        const before = this.pnl;
        if (before && isShort(before) && !isShort(pnl)) this.passed++;
        this.pnl = pnl;
        this.instance = instance;
        this.problem = null;
      } catch (thrown) {
        this.problem = asProblem(thrown);
      }
    } while (this.#again);
  }
}

const isShort = ({ marginAfterMinimum }: InstancePnlView): boolean => marginAfterMinimum < 0;
