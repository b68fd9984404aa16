import { describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { Rng } from '../core/rng.ts';
import { RUN_ACTIONS, type RunAction, RunView } from './published.schema.ts';
import { section } from './rules.fixture.ts';
import { applyRun, clockOf, idleRun } from './run.ts';
import { stepsOf } from './steps.ts';

const MINUTE = 60_000;
const NINE = Date.parse('2026-11-02T09:00:00Z');
const at = (minutes: number): number => NINE + minutes * MINUTE;
const steps = stepsOf([
  section('a', { durationMinutes: 10 }),
  section('b', { durationMinutes: 30, groupId: 'g' }),
  section('c', { durationMinutes: 20, groupId: 'g' }),
  section('d', { durationMinutes: 20 }),
]);
const SESSION = 'b'.repeat(24);

/** What was pressed, and in which minute. */
const run = (...presses: [RunAction, number][]): RunView =>
  presses.reduce((state, [action, minute]) => applyRun(state, action, steps, at(minute)), idleRun(SESSION));

const refusal = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
  return 'nothing was refused';
};

describe('the day itself', () => {
  test('sections at the same time are one step', () => {
    expect(run(['start', 0]).sectionIds).toEqual(['a']);
    expect(run(['start', 0], ['next', 12])).toMatchObject({
      version: 2,
      stepIndex: 1,
      sectionIds: ['b', 'c'],
      taken: [{ stepIndex: 0, ms: 12 * MINUTE }],
    });
  });

  test('time left, over-run and when it will end', () => {
    const started = run(['start', 0]);
    expect(clockOf(started, steps, at(4))).toMatchObject({
      stepLeftMs: 6 * MINUTE,
      lateMs: 0,
      nextStepIndex: 1,
    });
    expect(clockOf(started, steps, at(13))).toMatchObject({
      stepLeftMs: -3 * MINUTE,
      lateMs: 3 * MINUTE,
      expectedEndMs: at(63),
      plannedEndMs: at(60),
    });
    const early = clockOf(run(['start', 0], ['next', 6]), steps, at(6));
    expect([early.lateMs, early.expectedEndMs]).toEqual([-4 * MINUTE, at(56)]);
  });

  test('a pause stops the step and moves the end', () => {
    const paused = run(['start', 0], ['pause', 4]);
    expect(clockOf(paused, steps, at(9))).toMatchObject({ stepElapsedMs: 4 * MINUTE, expectedEndMs: at(65) });
    const on = run(['start', 0], ['pause', 4], ['pause', 9]);
    expect(on).toMatchObject({ state: 'running', pausedAt: null, stepPausedMs: 5 * MINUTE });
    expect(clockOf(on, steps, at(11))).toMatchObject({ stepElapsedMs: 6 * MINUTE, lateMs: 5 * MINUTE });
    expect(run(['start', 0], ['pause', 4], ['next', 9])).toMatchObject({
      state: 'running',
      totalPausedMs: 5 * MINUTE,
      taken: [{ stepIndex: 0, ms: 4 * MINUTE }],
    });
  });

  test('going back takes the step up where it was left', () => {
    const back = run(['start', 0], ['next', 8], ['back', 10]);
    expect(back).toMatchObject({ stepIndex: 0, taken: [{ stepIndex: 1, ms: 2 * MINUTE }] });
    expect(clockOf(back, steps, at(11)).stepElapsedMs).toBe(9 * MINUTE);
    expect(clockOf(applyRun(back, 'next', steps, at(11)), steps, at(11)).stepElapsedMs).toBe(2 * MINUTE);
  });

  test('after the last step it has ended, and can begin anew', () => {
    const ended = run(['start', 0], ['next', 10], ['next', 40], ['next', 55]);
    expect(ended).toMatchObject({ state: 'ended', stepIndex: null, endedAt: new Date(at(55)).toISOString() });
    expect(ended.taken.map(({ ms }) => ms / MINUTE)).toEqual([10, 30, 15]);
    expect(clockOf(ended, steps, at(90))).toMatchObject({
      expectedEndMs: at(55),
      lateMs: -5 * MINUTE,
      elapsedMs: 55 * MINUTE,
    });
    expect(applyRun(ended, 'start', steps, at(100))).toMatchObject({
      version: 5,
      state: 'running',
      taken: [],
      endedAt: null,
    });
    const stopped = run(['start', 0], ['pause', 5], ['end', 20]);
    expect(stopped).toMatchObject({
      state: 'ended',
      taken: [{ stepIndex: 0, ms: 5 * MINUTE }],
      totalPausedMs: 15 * MINUTE,
    });
  });

  test('what cannot be done is refused', () => {
    const { start, ...others } = {
      start: 'start',
      next: 'next',
      back: 'back',
      pause: 'pause',
      end: 'end',
    } as const;
    for (const action of Object.values(others)) {
      expect(
        refusal(() => applyRun(idleRun(SESSION), action, steps, NINE)),
        action,
      ).toBe('illegal-move');
      expect(
        refusal(() => applyRun(run(['start', 0], ['end', 1]), action, steps, NINE)),
        action,
      ).toBe('illegal-move');
    }
    expect(refusal(() => applyRun(run([start, 0]), 'start', steps, NINE))).toBe('illegal-move');
    expect(refusal(() => applyRun(run([start, 0]), 'back', steps, NINE))).toBe('illegal-move');
    expect(refusal(() => applyRun(idleRun(SESSION), 'start', [], NINE))).toBe('illegal-move');
    expect(clockOf(idleRun(SESSION), steps, NINE)).toMatchObject({
      expectedEndMs: null,
      plannedMs: 60 * MINUTE,
      nextStepIndex: null,
    });
  });
});

test('however it is pressed: what was taken and paused is what went by', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  let ended = 0;
  for (let round = 0; round < 200; round++) {
    let now = NINE;
    let state = applyRun(idleRun(SESSION), 'start', steps, now);
    for (let press = 0; press < 12 && state.state !== 'ended'; press++) {
      now += rng.int(20) * MINUTE;
      const action = rng.pick(RUN_ACTIONS);
      try {
        state = applyRun(state, action, steps, now);
      } catch (error) {
        expect(error, `seed ${seed}`).toBeInstanceOf(AppError);
      }
      RunView.parse(state);
      const { stepElapsedMs } = clockOf(state, steps, now);
      const takenMs = state.taken.reduce((sum, { ms }) => sum + ms, 0);
      const pausedMs = state.totalPausedMs + (state.pausedAt === null ? 0 : now - Date.parse(state.pausedAt));
      expect(takenMs + stepElapsedMs + pausedMs, `seed ${seed}`).toBe(now - NINE);
    }
    ended += state.state === 'ended' ? 1 : 0;
  }
  expect(ended).toBeGreaterThan(20);
});
