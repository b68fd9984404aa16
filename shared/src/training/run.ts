import { AppError } from '../core/errors.ts';
import type { RunAction, RunView } from './published.schema.ts';

/** The day itself: which step runs, for how long, and how far from plan. Everybody reckons from one state. */

/** Of the outline that is run, in order; see steps.ts. */
export interface RunStep {
  sections: readonly { id: string }[];
  durationMinutes: number;
}

export const idleRun = (sessionId: string): RunView => ({
  sessionId,
  version: 0,
  state: 'idle',
  stepIndex: null,
  sectionIds: [],
  startedAt: null,
  stepStartedAt: null,
  pausedAt: null,
  stepPausedMs: 0,
  totalPausedMs: 0,
  endedAt: null,
  taken: [],
});

const instant = (ms: number): string => new Date(ms).toISOString();
/** Milliseconds of an instant; a clock that went back counts as standing still. */
const since = (from: string | null, nowMs: number): number =>
  from === null ? 0 : Math.max(0, nowMs - Date.parse(from));

const illegal = (message: string): AppError => new AppError('illegal-move', message);

const isOn = ({ state }: RunView): boolean => state === 'running' || state === 'paused';

/** What the present step took so far, without its pauses. */
function stepElapsedMs(run: RunView, nowMs: number): number {
  const until = run.pausedAt === null ? nowMs : Date.parse(run.pausedAt);
  return Math.max(0, since(run.stepStartedAt, until) - run.stepPausedMs);
}

/** The pause that is on now is added up, and over. */
function resumed(run: RunView, nowMs: number): RunView {
  const pausedMs = since(run.pausedAt, nowMs);
  return {
    ...run,
    state: 'running',
    pausedAt: null,
    stepPausedMs: run.stepPausedMs + pausedMs,
    totalPausedMs: run.totalPausedMs + pausedMs,
  };
}

/** A step gone back to takes up where it was left: its earlier minutes count. */
function atStep(run: RunView, stepIndex: number, steps: readonly RunStep[], nowMs: number): RunView {
  const earlierMs = run.taken.find((step) => step.stepIndex === stepIndex)?.ms ?? 0;
  return {
    ...run,
    stepIndex,
    sectionIds: (steps[stepIndex]?.sections ?? []).map(({ id }) => id),
    stepStartedAt: instant(nowMs - earlierMs),
    stepPausedMs: 0,
    taken: run.taken.filter((step) => step.stepIndex !== stepIndex),
  };
}

/** The present step is written down; one of no time at all too. */
function withTaken(run: RunView, nowMs: number): RunView {
  const { stepIndex } = run;
  if (stepIndex === null) return run;
  const taken = [
    ...run.taken.filter((step) => step.stepIndex !== stepIndex),
    { stepIndex, ms: stepElapsedMs(run, nowMs) },
  ];
  return { ...run, taken: taken.sort((a, b) => a.stepIndex - b.stepIndex) };
}

function start(run: RunView, steps: readonly RunStep[], nowMs: number): RunView {
  if (isOn(run)) throw illegal('This session is running already.');
  if (steps.length === 0) throw illegal('There is nothing to run: the outline has no sections.');
  const begun: RunView = { ...idleRun(run.sessionId), state: 'running', startedAt: instant(nowMs) };
  return atStep(begun, 0, steps, nowMs);
}

function end(run: RunView, nowMs: number): RunView {
  const done = resumed(withTaken(run, nowMs), nowMs);
  return {
    ...done,
    state: 'ended',
    stepIndex: null,
    sectionIds: [],
    stepStartedAt: null,
    endedAt: instant(nowMs),
  };
}

/** `by` 1 or -1; beyond the last step the run ends. A paused run goes on with the step. */
function step(run: RunView, by: 1 | -1, steps: readonly RunStep[], nowMs: number): RunView {
  const next = (run.stepIndex ?? 0) + by;
  if (next < 0) throw illegal('This is the first step.');
  if (next >= steps.length) return end(run, nowMs);
  return atStep(resumed(withTaken(run, nowMs), nowMs), next, steps, nowMs);
}

function moved(run: RunView, action: RunAction, steps: readonly RunStep[], nowMs: number): RunView {
  if (action === 'start') return start(run, steps, nowMs);
  if (!isOn(run)) {
    throw illegal(run.state === 'ended' ? 'This session has ended.' : 'This session has not been started.');
  }
  switch (action) {
    case 'next':
      return step(run, 1, steps, nowMs);
    case 'back':
      return step(run, -1, steps, nowMs);
    case 'pause':
      return run.state === 'paused'
        ? resumed(run, nowMs)
        : { ...run, state: 'paused', pausedAt: instant(nowMs) };
    case 'end':
      return end(run, nowMs);
  }
}

/**
 * The state after an action, with the next version. `nowMs`: epoch milliseconds. Throws `illegal-move` for what
 * cannot be done in this state. `pause` on a paused run goes on; `start` on an ended one begins anew; `next` on
 * the last step ends.
 */
export const applyRun = (
  run: RunView,
  action: RunAction,
  steps: readonly RunStep[],
  nowMs: number,
): RunView => ({
  ...moved(run, action, steps, nowMs),
  version: run.version + 1,
});

export interface RunClock {
  state: RunView['state'];
  stepIndex: number | null;
  stepCount: number;
  /** Milliseconds of the present step, pauses left out. */
  stepElapsedMs: number;
  stepPlannedMs: number;
  /** Until the step's planned end; below zero: so much over. */
  stepLeftMs: number;
  /** Since the start, pauses left in. */
  elapsedMs: number;
  plannedMs: number;
  /** When it would end if each step to come takes its planned time; the real end once ended. Null while idle. */
  expectedEndMs: number | null;
  /** Start and planned time added. Null while idle. */
  plannedEndMs: number | null;
  /** expected − planned end: above zero is late. */
  lateMs: number;
  nextStepIndex: number | null;
}

const MINUTE_MS = 60_000;
const sumMs = (steps: readonly RunStep[]): number =>
  steps.reduce((sum, { durationMinutes }) => sum + durationMinutes * MINUTE_MS, 0);

/** What a watcher shows at `nowMs` (epoch milliseconds). */
export function clockOf(run: RunView, steps: readonly RunStep[], nowMs: number): RunClock {
  const { stepIndex } = run;
  const startedMs = run.startedAt === null ? null : Date.parse(run.startedAt);
  const endedMs = run.endedAt === null ? null : Date.parse(run.endedAt);
  const elapsed = stepIndex === null ? 0 : stepElapsedMs(run, nowMs);
  const stepPlannedMs = stepIndex === null ? 0 : sumMs(steps.slice(stepIndex, stepIndex + 1));
  const toComeMs = stepIndex === null ? 0 : sumMs(steps.slice(stepIndex + 1));
  const plannedMs = sumMs(steps);
  const plannedEndMs = startedMs === null ? null : startedMs + plannedMs;
  const expectedEndMs =
    endedMs ?? (startedMs === null ? null : nowMs + Math.max(0, stepPlannedMs - elapsed) + toComeMs);
  return {
    state: run.state,
    stepIndex,
    stepCount: steps.length,
    stepElapsedMs: elapsed,
    stepPlannedMs,
    stepLeftMs: stepPlannedMs - elapsed,
    elapsedMs: since(run.startedAt, endedMs ?? nowMs),
    plannedMs,
    expectedEndMs,
    plannedEndMs,
    lateMs: expectedEndMs === null || plannedEndMs === null ? 0 : expectedEndMs - plannedEndMs,
    nextStepIndex: stepIndex !== null && stepIndex + 1 < steps.length ? stepIndex + 1 : null,
  };
}
