import { expect, test } from 'vitest';
import { emptyMetadata } from '@ensemble/shared/training/metadata.schema';
import { scheduleOf } from '@ensemble/shared/training/schedule';
import { fitWords, markWords, spokenMark, spokenMinutes } from './time-words.ts';

const schedule = (startTime: string, endTime: string, ...minutes: number[]) =>
  scheduleOf(
    { ...emptyMetadata('Europe/Dublin'), startTime, endTime },
    minutes.map((durationMinutes, at) => ({ id: `s${at}`, durationMinutes, groupId: null })),
  );

test('lengths in a sentence', () => {
  expect([0, 1, 60, 61, 150].map(spokenMinutes)).toEqual([
    '0 minutes',
    '1 minute',
    '1 hour',
    '1 hour 1 minute',
    '2 hours 30 minutes',
  ]);
});

test('over, under and exact are said in words', () => {
  expect(fitWords(schedule('09:00', '10:00', 30, 45))).toEqual({
    state: 'over',
    text: '15 minutes over the planned 1 hour',
  });
  expect(fitWords(schedule('09:00', '10:00', 30))).toEqual({
    state: 'left',
    text: '30 minutes left of the planned 1 hour',
  });
  expect(fitWords(schedule('09:00', '10:00', 60)).state).toBe('exact');
  expect(fitWords(schedule('09:00', '', 60)).state).toBe('open');
});

test('a place in time is the clock, or how far in it is', () => {
  const [, second] = schedule('23:30', '', 40, 10).sections;
  expect(second && [markWords(second.start), spokenMark(second.start)]).toEqual([
    '00:10',
    'at 00:10 the next day',
  ]);
  const unclocked = schedule('', '', 70, 10).sections;
  expect(unclocked.map(({ start }) => [markWords(start), spokenMark(start)])).toEqual([
    ['0:00', 'at the beginning'],
    ['1:10', '1 hour 10 minutes in'],
  ]);
});
