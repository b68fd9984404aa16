import type {
  DraftView,
  PublishView,
  SessionMetadataPatch,
  TrainingSessionView,
} from '@ensemble/shared/training';
import { type Answer, type Person } from './person.ts';

/** Steps that stories of publishing begin with. Each throws unless it worked. */

type Json = Record<string, unknown>;

async function done<T>(answer: Promise<Answer>, status: number): Promise<T> {
  const { status: got, body } = await answer;
  if (got !== status) throw new Error(`wanted ${status}, got ${got}: ${JSON.stringify(body)}`);
  return body as T;
}

/** Three sections of an hour together, nothing missing but a date. */
export const SECTIONS = [
  { kind: 'opening', title: 'Arrive', durationMinutes: 10, descriptionHtml: '<p>Names and hopes.</p>' },
  {
    kind: 'practice',
    title: 'Try it in pairs',
    durationMinutes: 40,
    descriptionHtml: '<p>Ask <strong>open</strong> questions.</p><ul><li><p>One asks</p></li></ul>',
    materials: ['Cards', 'Pens'],
    topics: ['Listening'],
  },
  { kind: 'closing', title: 'What we take along', durationMinutes: 10 },
] as const;

export const DATED = {
  startDate: '2031-05-12',
  startTime: '09:00',
  endTime: '10:00',
  timezone: 'Europe/Lisbon',
};

/** A draft that publishing waits for nothing of. */
export async function readyDraft(person: Person, metadata: SessionMetadataPatch = {}): Promise<DraftView> {
  const draft = await done<DraftView>(
    person.post('/api/drafts', {
      metadata: { title: 'Listening well', desiredOutcome: 'People ask before they answer', ...metadata },
    }),
    201,
  );
  for (const section of SECTIONS) await done(person.post(`/api/drafts/${draft.id}/sections`, section), 201);
  return draftOf(person, draft.id);
}

export const draftOf = (person: Person, id: string): Promise<DraftView> =>
  done(person.get(`/api/drafts/${id}`), 200);

export const publish = (person: Person, draftId: string, body: Json = {}): Promise<PublishView> =>
  done(person.post(`/api/drafts/${draftId}/publish`, body), 200);

export const change = (person: Person, draftId: string, metadata: SessionMetadataPatch): Promise<DraftView> =>
  done(person.patch(`/api/drafts/${draftId}`, { metadata }), 200);

export const sessionOf = (person: Person, id: string): Promise<TrainingSessionView> =>
  done(person.get(`/api/training-sessions/${id}`), 200);

/** An account that may do this with the draft from now on. */
export async function invite(owner: Person, guest: Person, draftId: string, role: string): Promise<void> {
  const { token } = await done<{ token: string }>(
    owner.post(`/api/drafts/${draftId}/invites`, { role }),
    201,
  );
  await done(guest.post(`/api/join/${token}`, {}), 200);
}

/** A confirmed party of `seats`. */
export const book = (person: Person, instanceId: string, seats: number): Promise<Json> =>
  done(
    person.post(`/api/instances/${instanceId}/reservations`, { kind: 'fit', seats, partyName: person.name }),
    201,
  );
