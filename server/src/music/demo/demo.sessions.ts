import type { SessionCreateInput } from '@ensemble/shared';

/** Invented sessions, so that nothing false is said about a real pub. */
export interface DemoSession {
  session: SessionCreateInput & { path: string };
  /** For its past evenings, latest first: which sets of the demo night each one logs. */
  past: readonly (readonly [from: number, to: number])[];
  /** Sets of the evening that is on while the demo is made. */
  now: readonly [from: number, to: number] | null;
}

const common = { autoCreateInstances: true, autoCreateHoursAhead: 168, publicLog: true } as const;

/** `today` is the weekday (0 = Sunday) and the full hour at which the first session began in Dublin. */
export const demoSessions = (today: {
  weekday: number;
  startTime: string;
  endTime: string;
}): DemoSession[] => [
  {
    session: {
      ...common,
      name: 'The Blue Fiddle session',
      path: 'demo/blue-fiddle',
      locationName: 'The Blue Fiddle',
      locationStreet: '12 Harbour Row',
      city: 'Dublin',
      country: 'Ireland',
      timezone: 'Europe/Dublin',
      recurrence: { type: 'weekly', daysOfWeek: [today.weekday] },
      defaultStartTime: today.startTime,
      defaultEndTime: today.endTime,
    },
    past: [
      [16, 30],
      [8, 22],
      [0, 12],
    ],
    now: [52, 56],
  },
  {
    session: {
      ...common,
      name: 'Mueller Hall session',
      path: 'demo/mueller',
      locationName: 'Mueller Hall',
      city: 'Austin',
      state: 'Texas',
      country: 'USA',
      timezone: 'America/Chicago',
      recurrence: { type: 'monthly', daysOfWeek: [2], setPositions: [1, 3] },
      defaultStartTime: '19:00',
      defaultEndTime: '22:00',
    },
    past: [
      [30, 42],
      [40, 50],
    ],
    now: null,
  },
  {
    session: {
      ...common,
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
    },
    past: [[2, 8]],
    now: null,
  },
];
