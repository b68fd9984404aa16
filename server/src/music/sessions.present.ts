import type { SessionView } from '@ensemble/shared';
import { describeRecurrence } from '@ensemble/shared/instances';
import type { SessionRow } from './sessions.repo.ts';
import type { SessionWithStanding } from './sessions.service.ts';

/** The only fields of a session that leave the server. */
export function presentSession({ row, role, may }: SessionWithStanding): SessionView {
  return {
    id: row._id.toHexString(),
    name: row.name,
    path: row.path,
    locationName: row.locationName,
    locationStreet: row.locationStreet,
    locationWebsite: row.locationWebsite,
    locationPhone: row.locationPhone,
    city: row.city,
    state: row.state,
    country: row.country,
    timezone: row.timezone,
    recurrence: row.recurrence,
    defaultStartTime: row.defaultStartTime,
    defaultEndTime: row.defaultEndTime,
    sessionType: row.sessionType,
    activeBufferMinutesBefore: row.activeBufferMinutesBefore,
    activeBufferMinutesAfter: row.activeBufferMinutesAfter,
    autoCreateInstances: row.autoCreateInstances,
    autoCreateHoursAhead: row.autoCreateHoursAhead,
    publicLog: row.publicLog,
    ownerId: row.ownerId?.toHexString() ?? null,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    schedule: scheduleWords(row),
    myRole: role,
    may: { read: may.read, log: may.log, manage: may.manage },
  };
}

function scheduleWords(row: SessionRow): string | null {
  if (!row.recurrence) return null;
  return describeRecurrence(row.recurrence, {
    timezone: row.timezone,
    startTime: row.defaultStartTime ?? undefined,
    endTime: row.defaultEndTime ?? undefined,
    city: row.city ?? undefined,
  });
}
