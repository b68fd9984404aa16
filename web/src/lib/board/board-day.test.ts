import { describe, expect, test } from 'vitest';
import { boardDay, sayPhase } from './board-day.ts';

const one = (
  title: string,
  startsAt: string,
  minutes = 90,
  more: { isCancelled?: boolean; date?: string } = {},
) => ({
  id: title,
  title,
  date: startsAt.slice(0, 10),
  startsAt: `${startsAt}:00.000Z`,
  endsAt: new Date(Date.parse(`${startsAt}:00Z`) + minutes * 60_000).toISOString(),
  isCancelled: false,
  ...more,
});
const at = (iso: string) => Date.parse(`${iso}:00Z`);

describe('a day on the board', () => {
  const sessions = [
    one('Tomorrow', '2026-11-21T10:00'),
    one('Evening', '2026-11-20T19:00'),
    one('Storm', '2026-11-20T15:00', 90, { isCancelled: true }),
    one('Also at six', '2026-11-20T18:00'),
    one('Six', '2026-11-20T18:00'),
    one('Afternoon', '2026-11-20T14:30'),
    one('Morning', '2026-11-20T09:00'),
    one('Night before', '2026-11-19T23:00', 120),
    one('Called off', '2026-11-21T08:00', 90, { isCancelled: true }),
  ];
  const phases = (now: string, today = '2026-11-20') => {
    const { rows, past, upcoming } = boardDay(sessions, today, at(now));
    return {
      rows: rows.map(({ instance, phase }) => `${instance.title}: ${phase}`),
      past: past.map(({ instance }) => instance.title),
      upcoming: upcoming?.title,
    };
  };

  test('what is on comes first in time, several may be next, what is over is apart', () => {
    expect(phases('2026-11-20T15:10')).toEqual({
      rows: ['Afternoon: now', 'Storm: cancelled', 'Also at six: next', 'Six: next', 'Evening: later'],
      past: ['Morning'],
      upcoming: 'Tomorrow',
    });
  });

  test('what runs past midnight stays until it ends, and then was yesterday', () => {
    expect(phases('2026-11-20T00:30').rows[0]).toBe('Night before: now');
    expect(phases('2026-11-20T01:00').rows).not.toContain('Night before: now');
    expect(phases('2026-11-20T01:00').past).toEqual([]);
  });

  test('an instant is over when it ends, and on when it starts', () => {
    expect(phases('2026-11-20T18:00').rows.slice(0, 2)).toEqual(['Also at six: now', 'Six: now']);
    expect(phases('2026-11-20T20:30').past).toContain('Evening');
  });

  test('a cancelled one is never what comes next', () => {
    expect(phases('2026-11-20T21:00')).toMatchObject({ rows: [], upcoming: 'Tomorrow' });
    expect(boardDay([], '2026-11-20', 0)).toEqual({ rows: [], past: [], upcoming: null });
  });
});

test('how it stands, in words', () => {
  const session = { startsAt: '2026-11-20T18:00:00Z', endsAt: '2026-11-20T19:30:00Z' };
  expect(sayPhase('now', session, at('2026-11-20T18:25'))).toBe('On now, 1 h 5 min left');
  expect(sayPhase('next', session, at('2026-11-20T17:25'))).toBe('Next, in 35 minutes');
  expect(sayPhase('next', session, at('2026-11-20T16:00'))).toBe('Next, in 2 h');
  expect(sayPhase('over', session, 0)).toBe('Over');
});
