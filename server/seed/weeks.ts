import type { SeedWeek } from './seed.types.ts';

/** Four weeks ahead are kept generated, so that people always find something to book. */
const FOUR_WEEKS = 28;
const [SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY] = [0, 1, 2, 3, 4, 5, 6] as const;

export const weeks: readonly SeedWeek[] = [
  {
    key: 'lisbon-all-year',
    city: 'lisbon',
    title: 'The usual week',
    summary: 'What Lisbon does all year: hands on Tuesdays, drums on Thursdays, the river on Saturdays.',
    seasonMode: 'year-round',
    horizonDays: FOUR_WEEKS,
    data: { guild: 'Lisbon studio' },
    slots: [
      { key: 'tue-tiles', stack: 'blue-on-white', weekday: TUESDAY, startTimeLocal: '10:30', sortOrder: 10 },
      {
        key: 'thu-rhythm',
        stack: 'rhythm-circle',
        weekday: THURSDAY,
        startTimeLocal: '19:00',
        sortOrder: 20,
      },
      { key: 'fri-fado', stack: 'first-verse', weekday: FRIDAY, startTimeLocal: '20:30', sortOrder: 30 },
      {
        key: 'sat-river',
        stack: 'from-the-river-up',
        weekday: SATURDAY,
        startTimeLocal: '09:30',
        sortOrder: 40,
      },
      {
        key: 'sat-supper',
        stack: 'supper-of-the-caravan',
        weekday: SATURDAY,
        startTimeLocal: '18:30',
        sortOrder: 50,
      },
    ],
  },
  {
    key: 'lisbon-summer-2027',
    city: 'lisbon',
    title: 'Long evenings',
    summary:
      'From May to September a second walk sets out when the heat is over, and Sundays have a circle by the river.',
    seasonMode: 'summer',
    activeFrom: '2027-05-01',
    activeTo: '2027-09-30',
    horizonDays: FOUR_WEEKS,
    slots: [
      {
        key: 'wed-river',
        stack: 'from-the-river-up',
        weekday: WEDNESDAY,
        startTimeLocal: '18:30',
        sortOrder: 10,
      },
      {
        key: 'sun-rhythm',
        stack: 'rhythm-circle',
        weekday: SUNDAY,
        startTimeLocal: '19:30',
        capacityMax: 24,
        sortOrder: 20,
        data: { storyFocus: 'Drums outdoors, by the water', energyLevel: 'high' },
      },
    ],
  },
  {
    key: 'tbilisi-all-year',
    city: 'tbilisi',
    title: 'The usual week',
    summary: 'Voices on Mondays, wool on Wednesdays, the old town and a table at the end of the week.',
    seasonMode: 'year-round',
    horizonDays: FOUR_WEEKS,
    slots: [
      { key: 'mon-voices', stack: 'three-voices', weekday: MONDAY, startTimeLocal: '19:00', sortOrder: 10 },
      { key: 'wed-felt', stack: 'felt-and-fold', weekday: WEDNESDAY, startTimeLocal: '11:00', sortOrder: 20 },
      {
        key: 'fri-balconies',
        stack: 'balconies-and-bath-houses',
        weekday: FRIDAY,
        startTimeLocal: '15:00',
        sortOrder: 30,
      },
      {
        key: 'fri-table',
        stack: 'a-table-in-sololaki',
        weekday: FRIDAY,
        startTimeLocal: '20:00',
        sortOrder: 40,
      },
      {
        key: 'sun-balconies',
        stack: 'balconies-and-bath-houses',
        weekday: SUNDAY,
        startTimeLocal: '10:00',
        sortOrder: 50,
      },
    ],
  },
  {
    key: 'samarkand-mild-months',
    city: 'samarkand',
    title: 'Mild months',
    summary: 'Early mornings on the square and at the oven, paper when the sun is on the mill.',
    seasonMode: 'year-round',
    horizonDays: FOUR_WEEKS,
    slots: [
      {
        key: 'tue-square',
        stack: 'the-square-before-the-crowds',
        weekday: TUESDAY,
        startTimeLocal: '06:45',
        sortOrder: 10,
      },
      {
        key: 'wed-bread',
        stack: 'bread-at-dawn',
        weekday: WEDNESDAY,
        startTimeLocal: '05:30',
        sortOrder: 20,
      },
      {
        key: 'thu-paper',
        stack: 'paper-by-water',
        weekday: THURSDAY,
        startTimeLocal: '14:00',
        sortOrder: 30,
      },
      {
        key: 'sat-square',
        stack: 'the-square-before-the-crowds',
        weekday: SATURDAY,
        startTimeLocal: '06:45',
        sortOrder: 40,
      },
      {
        key: 'sat-paper',
        stack: 'paper-by-water',
        weekday: SATURDAY,
        startTimeLocal: '11:00',
        sortOrder: 50,
      },
    ],
  },
];
