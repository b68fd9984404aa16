import { GenerateView } from '@ensemble/shared/agenda';
import { api } from '#lib/api/client.ts';
import { asProblem, type ApiProblem } from '#lib/api/problem.ts';
import { loadCity } from '#lib/api/agenda.ts';
import { loadSlots, loadStacks, loadWeek } from '../agenda.api.ts';
import { steps, type DateWindow } from './windows.ts';

export type Groups = Pick<GenerateView, 'created' | 'unchanged' | 'updated' | 'conflicting'>;

/** Steps are months; `done` of them are through. */
interface Progress {
  done: number;
  of: number;
}

export type GenerationState =
  | { kind: 'choosing' }
  | { kind: 'looking'; progress: Progress }
  /** `changed`: the week was changed after the last look, so this is another one. */
  | { kind: 'preview'; window: DateWindow; groups: Groups; changed: boolean }
  | { kind: 'writing'; window: DateWindow; groups: Groups; progress: Progress }
  | { kind: 'done'; window: DateWindow; groups: Groups; asAnnounced: boolean }
  /** What was written before it failed stays; going on does not repeat it. */
  | { kind: 'failed'; window: DateWindow; problem: ApiProblem; whileWriting: boolean; progress: Progress };

const NONE: Groups = { created: [], unchanged: [], updated: [], conflicting: [] };

const joined = (a: Groups, b: Groups): Groups => ({
  created: [...a.created, ...b.created],
  unchanged: [...a.unchanged, ...b.unchanged],
  updated: [...a.updated, ...b.updated],
  conflicting: [...a.conflicting, ...b.conflicting],
});

/** One batch of dated sessions: first a look at what would become of each, then the writing. */
export class Generation {
  state = $state.raw<GenerationState>({ kind: 'choosing' });
  readonly #weekId: string;
  /** The week, its slots and stacks as they were looked at. */
  #seen = '';

  constructor(weekId: string) {
    this.#weekId = weekId;
  }

  choose(): void {
    this.state = { kind: 'choosing' };
  }

  async look(window: DateWindow, changed = false): Promise<void> {
    const all = steps(window);
    let progress = { done: 0, of: all.length };
    this.state = { kind: 'looking', progress };
    try {
      this.#seen = await this.#fingerprint();
      let groups = NONE;
      for (const step of all) {
        groups = joined(groups, await this.#call(step, true));
        progress = { ...progress, done: progress.done + 1 };
        this.state = { kind: 'looking', progress };
      }
      this.state = { kind: 'preview', window, groups, changed };
    } catch (thrown) {
      this.state = { kind: 'failed', window, problem: asProblem(thrown), whileWriting: false, progress };
    }
  }

  /** Writes what was announced; looks again instead where the week has changed since. */
  async write(): Promise<void> {
    const { state } = this;
    if (state.kind !== 'preview') return;
    const { window, groups: announced } = state;
    const all = steps(window);
    let progress = { done: 0, of: all.length };
    this.state = { kind: 'writing', window, groups: announced, progress };
    try {
      if ((await this.#fingerprint()) !== this.#seen) return await this.look(window, true);
      let groups = NONE;
      for (const step of all) {
        groups = joined(groups, await this.#call(step, false));
        progress = { ...progress, done: progress.done + 1 };
        this.state = { kind: 'writing', window, groups: announced, progress };
      }
      this.state = { kind: 'done', window, groups, asAnnounced: sameWork(announced, groups) };
    } catch (thrown) {
      this.state = { kind: 'failed', window, problem: asProblem(thrown), whileWriting: true, progress };
    }
  }

  #call({ from, to }: DateWindow, dryRun: boolean): Promise<GenerateView> {
    return api().post(GenerateView, `/api/agenda/weeks/${this.#weekId}/generate`, { from, to, dryRun });
  }

  async #fingerprint(): Promise<string> {
    const week = await loadWeek(fetch, this.#weekId);
    const [slots, stacks, city] = await Promise.all([
      loadSlots(fetch, this.#weekId),
      loadStacks(fetch),
      loadCity(fetch, week.citySlug),
    ]);
    const used = new Set(slots.map(({ sessionStackId }) => sessionStackId));
    return [week, city, ...slots, ...stacks.filter(({ id }) => used.has(id))]
      .map(({ id, version }) => `${id}:${version}`)
      .join(' ');
  }
}

/** Whether the same sessions were made, changed and left as was announced. */
function sameWork(announced: Groups, done: Groups): boolean {
  const ids = (groups: Groups) =>
    (['created', 'updated', 'conflicting'] as const)
      .map((name) =>
        groups[name]
          .map(({ id }) => id)
          .sort()
          .join(','),
      )
      .join('|');
  return ids(announced) === ids(done);
}
