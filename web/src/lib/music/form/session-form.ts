import type { z } from 'zod';
import type { RecurrenceInput } from '@ensemble/shared/instances';
import { SessionCreate, type SessionView } from '@ensemble/shared/music/sessions.schema';
import { editable } from './recurrence-choice.ts';

/** Every field of a session as the form holds it; the shared schema turns it into what is sent. */
export type SessionValues = Omit<z.output<typeof SessionCreate>, 'recurrence' | 'path'> & {
  path: string | undefined;
  recurrence: RecurrenceInput | null;
};

/** A new session: a weekly evening in the viewer's zone is the most common wish. */
export const newSession = (timezone: string): SessionValues => ({
  name: '',
  path: undefined,
  locationName: null,
  locationStreet: null,
  locationWebsite: null,
  locationPhone: null,
  city: null,
  state: null,
  country: null,
  timezone,
  recurrence: { type: 'weekly', interval: 1, daysOfWeek: [] },
  defaultStartTime: '20:00',
  defaultEndTime: '23:00',
  sessionType: 'regular',
  activeBufferMinutesBefore: 60,
  activeBufferMinutesAfter: 60,
  autoCreateInstances: true,
  autoCreateHoursAhead: 24,
  publicLog: false,
});

export const valuesOf = (session: SessionView): SessionValues => ({
  name: session.name,
  path: session.path,
  locationName: session.locationName,
  locationStreet: session.locationStreet,
  locationWebsite: session.locationWebsite,
  locationPhone: session.locationPhone,
  city: session.city,
  state: session.state,
  country: session.country,
  timezone: session.timezone,
  recurrence: editable(session.recurrence),
  defaultStartTime: session.defaultStartTime,
  defaultEndTime: session.defaultEndTime,
  sessionType: session.sessionType,
  activeBufferMinutesBefore: session.activeBufferMinutesBefore,
  activeBufferMinutesAfter: session.activeBufferMinutesAfter,
  autoCreateInstances: session.autoCreateInstances,
  autoCreateHoursAhead: session.autoCreateHoursAhead,
  publicLog: session.publicLog,
});

/** Evenings cannot be made by themselves without a rhythm and a time; the form says so before the server does. */
export const SessionFormSchema = SessionCreate.superRefine((value, context) => {
  if (
    value.recurrence !== null &&
    value.recurrence.startTime === undefined &&
    value.defaultStartTime === null
  ) {
    context.addIssue({ code: 'custom', path: ['defaultStartTime'], message: 'is needed with a rhythm' });
  }
});
