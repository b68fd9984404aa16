import { z } from 'zod';
import { InviteView } from '@ensemble/shared/accounts/accounts.schema';
import { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { LogList, ParseView } from '@ensemble/shared/music/log.schema';
import { AttendanceView } from '@ensemble/shared/music/people.schema';
import { SessionView } from '@ensemble/shared/music/sessions.schema';
import { TuneHit, TuneView } from '@ensemble/shared/music/tunes.schema';
import { type Fetch, api } from '#lib/api/client.ts';

/** The part of the API an evening's page speaks. */

export const loadSession = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(SessionView, `/api/sessions/${id}`);
export const loadRows = async (id: string, fetcher?: Fetch) =>
  (await api(fetcher).get(LogList, `/api/instances/${id}/tunes`)).items;

export type InstanceStep = 'cancel' | 'reinstate' | 'log/complete' | 'log/reopen';
export const stepInstance = (id: string, step: InstanceStep) =>
  api().post(InstanceView, `/api/instances/${id}/${step}`);

export const inviteLogger = (sessionId: string) =>
  api().post(InviteView, `/api/sessions/${sessionId}/invites`, { role: 'logger' });

const TuneHits = z.object({ items: z.array(TuneHit) });

export const searchTunes = async (
  query: { q: string; limit: number; sessionId?: string | undefined },
  signal: AbortSignal,
) => (await api().get(TuneHits, '/api/tunes', query, signal)).items;

export const loadTune = (id: string, signal?: AbortSignal) =>
  api().get(TuneView, `/api/tunes/${id}`, undefined, signal);

export const parseNight = (id: string, text: string) =>
  api().post(ParseView, `/api/instances/${id}/tunes/parse`, { text });

const Attendance = z.object({ items: z.array(AttendanceView) });

export const loadAttendance = async (id: string) =>
  (await api().get(Attendance, `/api/instances/${id}/attendance`)).items;

export const sayAttendance = (id: string, personId: string, status: NonNullable<AttendanceView['status']>) =>
  api().put(AttendanceView, `/api/instances/${id}/attendance/${personId}`, { status });
