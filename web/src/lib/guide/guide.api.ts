import { z } from 'zod';
import type { InvitationCreateInput } from '@ensemble/shared/agenda/invitation.schema';
import { InvitationView } from '@ensemble/shared/agenda/invitation.schema';
import { DocumentView, type DocumentCreateInput } from '@ensemble/shared/agenda/document.schema';
import { type InstancePatch, InstanceView } from '@ensemble/shared/instances/instances.schema';
import {
  type ReservationCreateInput,
  type ReservationPatch,
  ReservationView,
  SeatCountsView,
} from '@ensemble/shared/seats/seats.schema';
import { type Fetch, api } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/problem.ts';

/** The part of the API that guides speak. */

const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** All pages of a list, one after the other. */
async function allOf<Item extends z.ZodType>(
  item: Item,
  path: string,
  query: Record<string, string | number>,
  fetcher?: Fetch,
): Promise<z.output<Item>[]> {
  const found: z.output<Item>[] = [];
  let cursor: string | null = null;
  do {
    const part: { items: z.output<Item>[]; nextCursor: string | null } = await api(fetcher).get(
      page(item),
      path,
      { ...query, cursor },
    );
    found.push(...part.items);
    cursor = part.nextCursor;
  } while (cursor !== null);
  return found;
}

export const loadInstance = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(InstanceView, `/api/instances/${id}`);

export const loadSeats = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(SeatCountsView, `/api/instances/${id}/seats`);

/** Who comes, who waits and who has left, in order of arrival. */
export const loadReservations = (id: string, fetcher?: Fetch) =>
  allOf(ReservationView, `/api/instances/${id}/reservations`, {}, fetcher);

/** Null for who is no guide of this instance: the server's word, not ours. */
export async function reservationsForGuide(id: string, fetcher?: Fetch): Promise<ReservationView[] | null> {
  try {
    return await loadReservations(id, fetcher);
  } catch (thrown) {
    if ([401, 403, 404].includes(asProblem(thrown).status)) return null;
    throw thrown;
  }
}

export const loadReservation = (instanceId: string, id: string, fetcher?: Fetch) =>
  api(fetcher).get(ReservationView, `/api/instances/${instanceId}/reservations/${id}`);

export type PartyStep = 'confirm' | 'check-in' | 'no-show' | 'cancel';

/** `key`: the same for every attempt of one press, so that it counts once. */
export const stepParty = (instanceId: string, id: string, step: PartyStep, key: string) =>
  api().post(ReservationView, `/api/instances/${instanceId}/reservations/${id}/${step}`, undefined, {
    idempotencyKey: key,
  });

export const patchParty = (instanceId: string, id: string, patch: ReservationPatch) =>
  api().patch(ReservationView, `/api/instances/${instanceId}/reservations/${id}`, patch);

export const moveParty = (instanceId: string, id: string, to: string, key: string) =>
  api().post(
    ReservationView,
    `/api/instances/${instanceId}/reservations/${id}/move`,
    { instanceId: to },
    { idempotencyKey: key },
  );

export const addParty = (instanceId: string, party: ReservationCreateInput, key: string) =>
  api().post(ReservationView, `/api/instances/${instanceId}/reservations`, party, { idempotencyKey: key });

/** `version` is the one last seen: somebody else's change in between is refused rather than overwritten. */
export const patchInstance = (id: string, patch: InstancePatch, version: number) =>
  api().patch(InstanceView, `/api/instances/${id}`, patch, { ifMatch: version });

export const stepInstance = (id: string, step: 'cancel' | 'reinstate') =>
  api().post(InstanceView, `/api/instances/${id}/${step}`);

export const loadInvitations = (instanceId: string) =>
  allOf(InvitationView, `/api/instances/${instanceId}/invitations`, {});

export const invite = (instanceId: string, invitation: InvitationCreateInput) =>
  api().post(InvitationView, `/api/instances/${instanceId}/invitations`, invitation);

export const revokeInvitation = (instanceId: string, id: string) =>
  api().delete(`/api/instances/${instanceId}/invitations/${id}`);

export const loadDocuments = (instanceId: string, fetcher?: Fetch) =>
  allOf(DocumentView, '/api/documents', { kind: 'instance', id: instanceId }, fetcher);

export const createDocument = (document: DocumentCreateInput) =>
  api().post(DocumentView, '/api/documents', document);

export const patchDocument = (
  { id, version }: DocumentView,
  patch: { title: string; body: string; isPublic: boolean },
) => api().patch(DocumentView, `/api/documents/${id}`, patch, { ifMatch: version });

export const deleteDocument = (id: string) => api().delete(`/api/documents/${id}`);

const Guides = page(z.object({ id: z.string(), name: z.string() }));

/** Accounts that can be named as an instance's guide; for hosts. */
export const loadGuides = async () => (await api().get(Guides, '/api/agenda/guides')).items;
