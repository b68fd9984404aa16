import { expect, test } from 'vitest';
import { nextSeason } from './next-season.ts';

const week = {
  title: 'Spring in Lisbon',
  seasonMode: 'spring',
  activeFrom: '2027-03-01',
  activeTo: '2027-05-31',
};

test('the season after, the dates after, and a title that says so', () => {
  expect(nextSeason(week, 'Europe/Lisbon')).toEqual({
    title: 'Summer in Lisbon',
    seasonMode: 'summer',
    activeFrom: '2027-06-01',
    activeTo: '2027-08-31',
  });
});

test('without a season of its own, the dates speak and stay unsaid', () => {
  expect(nextSeason({ ...week, title: 'The usual week', seasonMode: null }, 'Europe/Lisbon')).toMatchObject({
    title: 'The usual week, summer',
    seasonMode: null,
  });
  expect(nextSeason({ ...week, title: 'The usual week', seasonMode: null }, 'Australia/Sydney').title).toBe(
    'The usual week, summer'.replace('summer', 'winter'),
  );
});

test('a week without an end or with a season of the city alone', () => {
  expect(
    nextSeason({ title: 'Always', seasonMode: 'year-round', activeFrom: null, activeTo: null }, 'UTC'),
  ).toEqual({
    title: 'Always, next season',
    seasonMode: 'year-round',
    activeFrom: null,
    activeTo: null,
  });
  expect(nextSeason({ ...week, title: 'Harvest', seasonMode: 'grape harvest' }, 'UTC').title).toBe(
    'Harvest, next season',
  );
});

test('three months from the end of one', () => {
  expect(nextSeason({ ...week, activeTo: '2027-11-29' }, 'UTC')).toMatchObject({
    activeFrom: '2027-11-30',
    activeTo: '2028-02-28',
  });
});
