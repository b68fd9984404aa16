import type { Person } from './person.ts';

/** Steps that many stories begin with. Each throws unless it worked, so that a story fails where it went wrong. */

type Json = Record<string, unknown>;

async function created<T>(person: Person, path: string, body: Json): Promise<T> {
  const answer = await person.post(path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

export interface SessionJson extends Json {
  id: string;
  path: string;
  version: number;
}
export interface InstanceJson extends Json {
  id: string;
  version: number;
  date: string;
}
export interface LogRowJson extends Json {
  id: string;
  name: string;
  orderNumber: number;
  loggedBy: { id: string; name: string } | null;
}

/** A session of this person's, evenings from 20:00 to 23:00 unless told. */
export const makeSession = (person: Person, fields: Json = {}): Promise<SessionJson> =>
  created(person, '/api/sessions', {
    name: 'Tuesday at the Cobblestone',
    timezone: 'Europe/Dublin',
    defaultStartTime: '20:00',
    defaultEndTime: '23:00',
    ...fields,
  });

export const makeEvening = (
  person: Person,
  sessionId: string,
  fields: Json = { date: '2026-06-02' },
): Promise<InstanceJson> => created(person, `/api/sessions/${sessionId}/instances`, fields);

/** Logs tunes by name, one set. */
export async function logTunes(
  person: Person,
  instanceId: string,
  names: readonly string[],
): Promise<LogRowJson[]> {
  const items = names.map((name, i) => ({ name, continuesSet: i > 0 }));
  return (await created<{ items: LogRowJson[] }>(person, `/api/instances/${instanceId}/tunes`, { items }))
    .items;
}

export async function tunesOf(person: Person, instanceId: string): Promise<LogRowJson[]> {
  const answer = await person.get(`/api/instances/${instanceId}/tunes`);
  if (answer.status !== 200) throw new Error(`tunes: ${answer.status} ${JSON.stringify(answer.body)}`);
  return (answer.body as { items: LogRowJson[] }).items;
}

export async function inviteTo(person: Person, sessionId: string, role: string): Promise<string> {
  return (await created<{ token: string }>(person, `/api/sessions/${sessionId}/invites`, { role })).token;
}

/** Follows an invitation link; somebody without an account becomes a guest of that name. */
export async function join(person: Person, token: string, name?: string): Promise<Json> {
  const answer = await person.post(`/api/join/${token}`, name === undefined ? {} : { name });
  if (answer.status !== 200) throw new Error(`join: ${answer.status} ${JSON.stringify(answer.body)}`);
  person.userId = (answer.body as { userId: string }).userId;
  return answer.body as Json;
}
