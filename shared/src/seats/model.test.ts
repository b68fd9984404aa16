import { expect, test } from 'vitest';
import { applySeatAction } from './apply.ts';
import { countSeats } from './counts.ts';
import { type Apply, SeatWorld } from './model.fixture.ts';

const STEPS = 250;
const SEEDS = 60;

function live(seed: number, apply: Apply): SeatWorld {
  const world = new SeatWorld(seed, apply);
  for (let step = 0; step < STEPS; step++) world.step();
  return world;
}

/** The seeds of a run differ from run to run; a failure names its own. */
const freshSeeds = (count: number): number[] => {
  const base = Math.floor(Math.random() * 2 ** 31);
  return Array.from({ length: count }, (_, index) => base + index);
};

test(`${SEEDS} random lives of ${STEPS} calls each, late and repeated ones among them, break no rule`, () => {
  const seen = new Map<string, number>();
  for (const seed of freshSeeds(SEEDS)) {
    const world = live(seed, applySeatAction);
    for (const [what, times] of Object.entries(world.seen)) seen.set(what, (seen.get(what) ?? 0) + times);
    const { taken, held } = countSeats(world.state, world.nowMs);
    expect(taken + held, `seed ${seed}`).toBeLessThanOrEqual(world.state.capacityMax ?? Infinity);
  }
  const often = (what: string): number => seen.get(what) ?? 0;
  for (const what of [
    'promoted',
    'expired',
    'reserve done',
    'reserve seats-unavailable',
    'reserve party-too-large',
    'confirm done',
    'confirm hold-expired',
    'cancel done',
    'check-in done',
    'no-show done',
    'resize done',
    'resize seats-unavailable',
    'renew done',
    'move-out done',
    'move-in done',
    'move-in seats-unavailable',
    'set-capacity done',
    'set-capacity below-taken',
    'cancel-instance done',
    'reinstate-instance done',
    'again reserve repeated',
    'again reserve seats-unavailable',
    'again confirm hold-expired',
  ]) {
    expect(often(what), what).toBeGreaterThan(5);
  }
});

/** The usual mistakes, each made on purpose. */
const faults: Record<string, Apply> = {
  'a confirm that does not look whether the hold has lapsed': (state, action, nowMs) => {
    if (action.type !== 'confirm') return applySeatAction(state, action, nowMs);
    const reservations = state.reservations.map((one) =>
      one.id === action.id && one.state === 'held' ? { ...one, holdUntilMs: nowMs + 1 } : one,
    );
    return applySeatAction({ ...state, reservations }, action, nowMs);
  },
  'refusals that are not kept': (state, action, nowMs) => {
    const result = applySeatAction(state, action, nowMs);
    if (!result.refusal) return result;
    return { ...result, state: { ...result.state, answers: state.answers } };
  },
  'no keys at all': (state, action, nowMs) => applySeatAction(state, { ...action, key: null }, nowMs),
  'promotion left for later': (state, action, nowMs) => {
    const result = applySeatAction(state, action, nowMs);
    const reservations = result.state.reservations.map((one) =>
      result.promoted.includes(one.id)
        ? { ...one, state: 'waitlisted' as const, holdUntilMs: null, heldSinceMs: null }
        : one,
    );
    return { ...result, promoted: [], state: { ...result.state, reservations } };
  },
  'a count that forgets the holds': (state, action, nowMs) => {
    if (action.type !== 'reserve') return applySeatAction(state, action, nowMs);
    const held = state.reservations
      .filter((one) => one.state === 'held')
      .reduce((sum, one) => sum + one.seats, 0);
    const roomier = { ...state, capacityMax: state.capacityMax === null ? null : state.capacityMax + held };
    const result = applySeatAction(roomier, action, nowMs);
    return { ...result, state: { ...result.state, capacityMax: state.capacityMax } };
  },
};

test.each(Object.entries(faults))('the rules notice %s', (_, apply) => {
  const noticed = freshSeeds(20).filter((seed) => {
    try {
      live(seed, apply);
      return false;
    } catch {
      return true;
    }
  });
  expect(noticed.length).toBeGreaterThan(10);
});
