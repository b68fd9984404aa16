import { AppError, type Clock } from '@ensemble/shared';
import { applyRun, type RunInput, type RunStep, type RunView, stepsOf } from '@ensemble/shared/training';
import { presentRun } from './sessions.present.ts';
import type { TrainingSessions } from './sessions.service.ts';
import type { TrainingSessionsRepo } from './sessions.repo.ts';

const WRITE_ATTEMPTS = 20;

/** How the day goes: one state for everybody who watches, changed by those who may. */
export class Runs {
  readonly #sessions: TrainingSessions;
  readonly #repo: TrainingSessionsRepo;
  readonly #clock: Clock;
  /** Told after each change. */
  onChange: (run: RunView) => void = () => undefined;

  constructor(deps: { sessions: TrainingSessions; repo: TrainingSessionsRepo; clock: Clock }) {
    this.#sessions = deps.sessions;
    this.#repo = deps.repo;
    this.#clock = deps.clock;
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<RunView> {
    return presentRun((await this.#sessions.get(id)).row);
  }

  /** Of those that exist, by session id. */
  async versions(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#repo.findMany(ids);
    return new Map(rows.map((row) => [row._id.toHexString(), presentRun(row).version]));
  }

  /**
   * With a version, a press that was meant for another state is refused; without, it is meant for whatever is.
   * @throws AppError `stale-version` with the run as it is, `illegal-move`, `conflict` for an archived session.
   */
  async act(id: string, { action, version }: RunInput): Promise<RunView> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const session = await this.#sessions.get(id);
      if (session.archived)
        throw new AppError('conflict', 'This session is archived. Bring it back to run it.');
      const before = presentRun(session.row);
      if (version !== undefined && version !== before.version) throw stale(before);
      const { outline } = await this.#sessions.content(session);
      const steps = stepsOf(outline.sections);
      const { sessionId: _, ...run } = applyRun(anchored(before, steps), action, steps, this.#clock.now());
      const after = await this.#repo.change(id, session.row.version, { run });
      if (!after) continue;
      const view = presentRun(after);
      this.onChange(view);
      return view;
    }
    throw new AppError('stale-version', 'Others run this session at this moment. Look where it stands.');
  }
}

/** Published anew while it ran: the run stands where its sections stand now. */
function anchored(run: RunView, steps: readonly RunStep[]): RunView {
  if (run.stepIndex === null) return run;
  const holds = (step: RunStep | undefined): boolean =>
    step?.sections.some(({ id }) => run.sectionIds.includes(id)) ?? false;
  if (holds(steps[run.stepIndex])) return run;
  const found = steps.findIndex(holds);
  const stepIndex = found >= 0 ? found : Math.max(0, Math.min(run.stepIndex, steps.length - 1));
  return { ...run, stepIndex };
}

const stale = (run: RunView): AppError =>
  new AppError('stale-version', 'Somebody else pressed first. This is where the session stands now.', {
    details: { version: run.version, run },
  });
