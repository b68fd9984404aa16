import type { DraftRole, DraftView } from '@ensemble/shared/training';
import type { Answer, Person } from './person.ts';
import type { TestApp } from './app.ts';
import { CollabClient, type ClientOptions } from './collab-client.ts';

/** Steps that stories of session drafts begin with. Each throws unless it worked. */

export function ok<Body>(answer: Answer, status = 200): Body {
  if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Body;
}

export const makeDraft = async (person: Person, metadata: Record<string, unknown> = {}): Promise<DraftView> =>
  ok(await person.post('/api/drafts', { metadata: { title: 'Feedback that helps', ...metadata } }), 201);

export const draftOf = async (person: Person, id: string): Promise<DraftView> =>
  ok(await person.get(`/api/drafts/${id}`));

export const addSection = async (
  person: Person,
  draftId: string,
  section: Record<string, unknown>,
): Promise<DraftView['outline']['sections'][number]> =>
  ok(await person.post(`/api/drafts/${draftId}/sections`, section), 201);

export const titlesOf = async (person: Person, draftId: string): Promise<string[]> =>
  (await draftOf(person, draftId)).outline.sections.map(({ title }) => title);

export const inviteToDraft = async (person: Person, draftId: string, role: DraftRole): Promise<string> =>
  ok<{ token: string }>(await person.post(`/api/drafts/${draftId}/invites`, { role }), 201).token;

/** By a link; somebody without an account becomes a guest of that name. */
export async function joinDraft(
  owner: Person,
  draftId: string,
  role: DraftRole,
  who: Person,
  name?: string,
): Promise<void> {
  const token = await inviteToDraft(owner, draftId, role);
  const joined = await who.post(`/api/join/${token}`, name === undefined ? {} : { name });
  who.userId = ok<{ userId: string }>(joined).userId;
}

/** The shared document of a draft, opened as this person's page would. */
export const openOutline = (
  app: TestApp,
  who: Person,
  draftId: string,
  options: ClientOptions = {},
): CollabClient =>
  new CollabClient(`${app.origin.replace('http', 'ws')}/collab/outline`, draftId, {
    ...options,
    headers: { origin: app.origin, ...(who.cookie ? { cookie: who.cookie } : {}) },
  });
