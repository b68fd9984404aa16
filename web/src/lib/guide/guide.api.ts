import type { InvitationCreateInput } from '@ensemble/shared/agenda/invitation.schema';
import { InvitationView } from '@ensemble/shared/agenda/invitation.schema';
import { DocumentView, type DocumentCreateInput } from '@ensemble/shared/agenda/document.schema';
import { InstanceView } from '@ensemble/shared/instances/instances.schema';
import {
  type ReservationCreateInput,
  type ReservationPatch,
  ReservationView,
} from '@ensemble/shared/seats/seats.schema';
import { type Fetch, api } from '#lib/api/client.ts';
import { allOf } from '#lib/api/pages.ts';
import { asProblem } from '#lib/api/problem.ts';

/** The part of the API that guides speak. */

/** Who comes, who waits and who has left, in order of arrival. */
export const loadReservations = (id: string, fetcher?: Fetch) =>
  allOf(fetcher, ReservationView, `/api/instances/${id}/reservations`);

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

export const stepInstance = (id: string, step: 'cancel' | 'reinstate') =>
  api().post(InstanceView, `/api/instances/${id}/${step}`);

export const loadInvitations = (instanceId: string) =>
  allOf(undefined, InvitationView, `/api/instances/${instanceId}/invitations`);

export const invite = (instanceId: string, invitation: InvitationCreateInput) =>
  api().post(InvitationView, `/api/instances/${instanceId}/invitations`, invitation);

export const revokeInvitation = (instanceId: string, id: string) =>
  api().delete(`/api/instances/${instanceId}/invitations/${id}`);

export const loadDocuments = (instanceId: string, fetcher?: Fetch) =>
  allOf(fetcher, DocumentView, '/api/documents', { kind: 'instance', id: instanceId });

export const createDocument = (document: DocumentCreateInput) =>
  api().post(DocumentView, '/api/documents', document);

export const patchDocument = (
  { id, version }: DocumentView,
  patch: { title: string; body: string; isPublic: boolean },
) => api().patch(DocumentView, `/api/documents/${id}`, patch, { ifMatch: version });

export const deleteDocument = (id: string) => api().delete(`/api/documents/${id}`);
