import type { SessionCreateInput } from '@ensemble/shared';

/** Invented sessions, so that nothing false is said about a real pub. Times follow from when the demo is made. */
export interface DemoSession {
  session: SessionCreateInput & { path: string };
  /** Evenings relative to today in the session's zone, and which lines of the demo night each one logs. */
  evenings: { dayOffset: number; lines: readonly [from: number, to: number] | null; now?: true }[];
}

export const demoSessions = (weekday: number): DemoSession[] => [
  {
    session: {
      name: 'Tuesday at the Blue Fiddle',
      path: 'demo/blue-fiddle',
      locationName: 'The Blue Fiddle',
      locationStreet: '12 Harbour Row',
      city: 'Dublin',
      country: 'Ireland',
      timezone: 'Europe/Dublin',
      recurrence: { type: 'weekly', daysOfWeek: [weekday] },
      defaultStartTime: '20:00',
      defaultEndTime: '23:00',
      autoCreateInstances: true,
      autoCreateHoursAhead: 168,
      publicLog: true,
    },
    evenings: [
      { dayOffset: -21, lines: [0, 12] },
      { dayOffset: -14, lines: [8, 22] },
      { dayOffset: -7, lines: [16, 30] },
      { dayOffset: 0, lines: [0, 4], now: true },
    ],
  },
  {
    session: {
      name: 'Mueller Monday Night Session',
      path: 'demo/mueller',
      locationName: 'Mueller Hall',
      city: 'Austin',
      state: 'Texas',
      country: 'USA',
      timezone: 'America/Chicago',
      recurrence: { type: 'monthly', daysOfWeek: [1], setPositions: [1, 3] },
      defaultStartTime: '19:00',
      defaultEndTime: '22:00',
      autoCreateInstances: true,
      autoCreateHoursAhead: 168,
      publicLog: true,
    },
    evenings: [{ dayOffset: -10, lines: [30, 42] }],
  },
  {
    session: {
      name: 'Slow session for learners',
      path: 'demo/slow-session',
      locationName: 'Old Mill Arts Centre',
      city: 'Galway',
      country: 'Ireland',
      timezone: 'Europe/Dublin',
      recurrence: { type: 'weekly', daysOfWeek: [4] },
      defaultStartTime: '18:30',
      defaultEndTime: '20:00',
      sessionType: 'class',
      autoCreateInstances: true,
      autoCreateHoursAhead: 168,
      publicLog: true,
    },
    evenings: [{ dayOffset: -5, lines: [2, 8] }],
  },
];
