import { describe, expect, test } from 'vitest';
import { Rng } from '../core/rng.ts';
import { feedbackSession, anySection, section } from './rules.fixture.ts';
import { plannedMinutes, scheduleOf } from './schedule.ts';
import { stepsOf, totalMinutesOf } from './steps.ts';

const clock = (timing: Partial<typeof feedbackSession>, minutes: number[]) =>
  scheduleOf(
    { ...feedbackSession, ...timing },
    minutes.map((durationMinutes, at) => section(`s${at}`, { durationMinutes })),
  );

describe('the clock of an outline', () => {
  test('each section begins where the one before ends', () => {
    const { sections, end, totalMinutes, overMinutes } = clock({}, [20, 40, 0, 90]);
    expect(sections.map(({ start, end: to }) => `${start.time}-${to.time}`)).toEqual([
      '09:00-09:20',
      '09:20-10:00',
      '10:00-10:00',
      '10:00-11:30',
    ]);
    expect([end.time, totalMinutes, overMinutes]).toEqual(['11:30', 150, -60]);
  });

  test('a longer section moves everything after it, and the total', () => {
    const after = clock({}, [20, 45, 0, 160]);
    expect(after.sections.map(({ start }) => start.time)).toEqual(['09:00', '09:20', '10:05', '10:05']);
    expect(after.overMinutes).toBe(15);
  });

  test('neighbours of one group run at the same time, as long as the longest', () => {
    const outline = [
      section('a', { durationMinutes: 10 }),
      section('b', { durationMinutes: 30, groupId: 'g' }),
      section('c', { durationMinutes: 20, groupId: 'g' }),
      section('d', { durationMinutes: 5 }),
      section('e', { durationMinutes: 5, groupId: 'g' }),
    ];
    const { sections, stepCount, totalMinutes } = scheduleOf(feedbackSession, outline);
    expect(sections.map(({ start, end }) => `${start.time}-${end.time}`)).toEqual([
      '09:00-09:10',
      '09:10-09:40',
      '09:10-09:30',
      '09:40-09:45',
      '09:45-09:50',
    ]);
    expect(sections.map(({ parallel }) => parallel)).toEqual([false, true, true, false, false]);
    expect([stepCount, totalMinutes]).toEqual([4, 50]);
  });

  test('a night goes past midnight', () => {
    const { sections, plannedMinutes: planned } = clock(
      { startTime: '22:30', endTime: '01:00' },
      [60, 60, 60],
    );
    expect(planned).toBe(150);
    expect(
      sections.map(({ start, end }) => `${start.time}+${start.dayOffset} ${end.time}+${end.dayOffset}`),
    ).toEqual(['22:30+0 23:30+0', '23:30+0 00:30+1', '00:30+1 01:30+1']);
    const undated = clock({ startDate: '', startTime: '22:30', endTime: '01:00' }, [60, 60, 60]);
    expect(undated.end).toEqual({ minute: 180, time: '01:30', dayOffset: 1, at: null });
  });

  test('a day on which the clocks change shows what the clock shows, and lasts as long as it lasts', () => {
    const spring = clock({ startDate: '2026-03-29', startTime: '00:30', endTime: '03:30' }, [60, 60, 60]);
    expect(spring.sections.map(({ start }) => start.time)).toEqual(['00:30', '02:30', '03:30']);
    expect(spring.sections.map(({ start }) => start.at)).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-29T02:30:00.000Z',
    ]);
    expect([spring.overMinutes, spring.end.time, spring.plannedEnd?.time]).toEqual([0, '04:30', '04:30']);
    const autumn = clock({ startDate: '2026-10-25', startTime: '00:30', endTime: '03:30' }, [60, 60, 60]);
    expect(autumn.sections.map(({ start }) => start.time)).toEqual(['00:30', '01:30', '01:30']);
    expect(autumn.end.time).toBe('02:30');
  });

  test('without a start there are minutes and no times; without an end there is nothing to be over', () => {
    const timeless = clock({ startTime: '', endTime: '' }, [10, 20]);
    expect(timeless.sections.map(({ start }) => [start.minute, start.time, start.at])).toEqual([
      [0, null, null],
      [10, null, null],
    ]);
    expect([timeless.plannedMinutes, timeless.overMinutes, timeless.plannedEnd]).toEqual([null, null, null]);
    expect(clock({ endTime: '' }, [10]).overMinutes).toBeNull();
    expect(plannedMinutes({ startTime: '09:00', endTime: '09:00' })).toBe(1440);
    expect(clock({}, []).end.time).toBe('09:00');
  });
});

test('steps hold every section once, in order, and their minutes are the total', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  for (let round = 0; round < 200; round++) {
    const outline = Array.from({ length: rng.int(12) }, (_, at) => anySection(rng, `s${at}`));
    const steps = stepsOf(outline);
    expect(
      steps.flatMap(({ sections }) => sections),
      `seed ${seed}`,
    ).toEqual(outline);
    const { sections, totalMinutes } = scheduleOf(feedbackSession, outline);
    expect(totalMinutes, `seed ${seed}`).toBe(totalMinutesOf(outline));
    expect(Math.max(0, ...sections.map(({ end }) => end.minute)), `seed ${seed}`).toBe(totalMinutes);
    for (const [at, { start }] of sections.entries()) {
      expect(start.minute, `seed ${seed}`).toBeGreaterThanOrEqual(sections[at - 1]?.start.minute ?? 0);
    }
  }
});
