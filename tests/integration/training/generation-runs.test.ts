import { ObjectId } from 'bson';
import { type Connection, createConnection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock, Rng } from '@ensemble/shared';
import { emptyMetadata, fallbackOutline, PERSONAS } from '@ensemble/shared/training';
import { createLog } from '../../../server/src/log.ts';
import { TrainingEvents } from '../../../server/src/training/events.ts';
import type { OutlineMaker } from '../../../server/src/training/generation/makers/maker.ts';
import type { RunDeps } from '../../../server/src/training/generation/one-run.ts';
import { Runner } from '../../../server/src/training/generation/runner.ts';
import { type Run, RunsRepo } from '../../../server/src/training/generation/runs.repo.ts';
import { VariantsRepo } from '../../../server/src/training/generation/variants.repo.ts';
import { openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

/** Runs of generation on the store: one at a time whoever begins, and to their end whoever dies. */

/** Enough to be side by side. */
const TWO = PERSONAS.slice(0, 2);
const METADATA = { ...emptyMetadata(), title: 'Listening', desiredOutcome: 'People listen.' };
const maker: OutlineMaker = {
  kind: 'composer',
  model: null,
  make: ({ metadata, seed }) =>
    Promise.resolve({ outline: fallbackOutline(metadata, new Rng(seed)), sources: [] }),
};

let store: StoreUnderTest;
let connection: Connection;
let deps: RunDeps;
const clock = new ManualClock(Date.UTC(2026, 10, 20));

beforeAll(async () => {
  store = await openStoreUnderTest();
  connection = await createConnection(store.url, { dbName: store.dbName, autoIndex: false }).asPromise();
  const [runs, variants] = [new RunsRepo(connection, clock), new VariantsRepo(connection, clock)];
  const events = new TrainingEvents(connection, clock);
  await Promise.all([runs.init(), variants.init(), events.init()]);
  const knowledge = { retrieve: () => Promise.resolve([]), countReadable: () => Promise.resolve(1) };
  deps = { runs, variants, events, knowledge, maker, clock, log: createLog('silent') };
});
afterAll(async () => {
  await connection.close();
  await store.close();
});

const newRun = (): Run => ({
  jobId: new ObjectId().toHexString(),
  state: 'pending',
  number: 1,
  requestedBy: { id: 'anna', name: 'Anna' },
  inputDigest: 'same',
  seed: 7,
  metadata: METADATA,
  prompt: '',
  ragWeight: 0.35,
  tweaks: [],
  passages: null,
  steps: TWO.map((persona) => ({
    persona,
    label: persona,
    instruction: 'For {{audience}}',
    state: 'waiting',
    reason: null,
  })),
  holder: new ObjectId().toHexString(),
  heartbeatAt: new Date(clock.now()),
  attempts: 1,
  startedAt: new Date(clock.now()),
});
const newDraft = (): string => new ObjectId().toHexString();

/**
 * What a process has of the store until it is killed with its `lives`-th call: that one is not done any more, or it
 * is done and nobody hears of it.
 */
function untilKilled(lives: number, lastCall: 'undone' | 'done'): { deps: RunDeps; isDead: () => boolean } {
  let left = lives;
  const dying = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]): Promise<unknown> => {
          left--;
          if (left < 0 || (left === 0 && lastCall === 'undone')) throw new Error('killed');
          const answer: unknown = await Reflect.apply(member, target, given);
          if (left <= 0) throw new Error('killed');
          return answer;
        };
      },
    });
  const { runs, variants, events } = deps;
  return {
    deps: { ...deps, runs: dying(runs), variants: dying(variants), events: dying(events) },
    isDead: () => left <= 0,
  };
}

async function expectWhole(draftId: string, where: string): Promise<void> {
  const row = await deps.runs.find(draftId);
  expect(row?.run.state, where).toBe('ready');
  const made = await deps.variants.list(draftId);
  expect(
    made.map(({ persona }) => persona),
    where,
  ).toEqual(TWO);
  const events = await store.db.collection('training_events').find({ draftId }).toArray();
  const counted = (kind: string): number => events.filter((event) => event['kind'] === kind).length;
  expect([counted('variant-made'), counted('generation-ready')], where).toEqual([2, 1]);
  expect(await store.db.collection('ai_interactions').countDocuments({ draftId }), where).toBe(1);
}

describe.each(['undone', 'done'] as const)('killed at any call of the store, its last one %s', (lastCall) => {
  test('a run is carried to its end by another process, each part of it once', async () => {
    let deaths = 0;
    for (let lives = 1; ; lives++) {
      const draftId = newDraft();
      const begun = await deps.runs.begin(draftId, newRun(), 0);
      if (!begun) throw new Error('nobody else begins it');
      const process = untilKilled(lives, lastCall);
      const ended = await new Runner(process.deps).start(begun).then(
        () => true,
        () => false,
      );
      if (ended && !process.isDead()) {
        await expectWhole(draftId, 'undisturbed');
        break;
      }
      deaths++;
      const left = await deps.runs.find(draftId);
      if (left?.run.state === 'pending') {
        const taken = await deps.runs.takeOver(left, 'another');
        if (!taken) throw new Error('nobody else takes it over');
        await new Runner(deps).start(taken);
      }
      await expectWhole(draftId, `killed at call ${lives}`);
    }
    expect(deaths).toBeGreaterThan(10);
  }, 60_000);
});

describe('one at a time', () => {
  test('of many that begin, or take over, at the same moment, one does', async () => {
    const draftId = newDraft();
    const begun = await Promise.all(Array.from({ length: 10 }, () => deps.runs.begin(draftId, newRun(), 0)));
    const [first] = begun.filter((row) => row !== null);
    expect(begun.filter((row) => row !== null)).toHaveLength(1);
    if (!first) throw new Error('somebody began');
    expect(await deps.runs.begin(draftId, newRun(), 1)).toBeNull();

    clock.advance(20_000);
    const [found] = await deps.runs.abandoned(new Date(clock.now() - 15_000), 100);
    expect(found?._id).toBe(draftId);
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => deps.runs.takeOver(first, holder)));
    expect(taken.filter((row) => row !== null)).toHaveLength(1);
    // Whoever had it before can say nothing about it any more.
    expect(await deps.runs.change(draftId, first.run, { state: 'failed' })).toBeNull();
    expect(await deps.runs.beat(draftId, first.run)).toBe(false);

    await new Runner(deps).start(taken.find((row) => row !== null) ?? first);
    const next = await Promise.all(
      Array.from({ length: 10 }, () => deps.runs.begin(draftId, { ...newRun(), number: 2 }, 1)),
    );
    expect(next.filter((row) => row !== null)).toHaveLength(1);
  });

  test('a process that ends in good order lets go at once of what it was at', async () => {
    const draftId = newDraft();
    const begun = await deps.runs.begin(draftId, newRun(), 0);
    if (!begun) throw new Error('nobody else begins it');
    let isAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const waiting: OutlineMaker = {
      ...maker,
      make: ({ signal }) =>
        new Promise((_resolve, reject) => {
          isAsked();
          signal.addEventListener('abort', () => reject(new Error('called off')));
        }),
    };
    const runner = new Runner({ ...deps, maker: waiting });
    const running = runner.start(begun);
    await asked;
    await runner.close();
    await running;
    const [left] = await deps.runs.abandoned(new Date(clock.now() - 15_000), 100);
    expect(left).toMatchObject({ _id: draftId, run: { state: 'pending' } });
    expect(left?.run.steps.map(({ state }) => state)).not.toContain('failed');
  });

  test('what is made for a draft that is deleted meanwhile goes too', async () => {
    const draftId = newDraft();
    const begun = await deps.runs.begin(draftId, newRun(), 0);
    if (!begun) throw new Error('nobody else begins it');
    const deleting: OutlineMaker = {
      ...maker,
      async make(input) {
        await deps.runs.erase(draftId);
        await deps.variants.erase(draftId);
        return maker.make(input);
      },
    };
    await new Runner({ ...deps, maker: deleting }).start(begun);
    expect(await deps.runs.find(draftId)).toBeNull();
    expect(await deps.variants.list(draftId)).toEqual([]);
  });
});
