import { InvitationPreview } from '@ensemble/shared/agenda/invitation.schema';
import { BookingLinkView, BookingsPage } from '@ensemble/shared/seats/booking.schema';
import { type ReservationCreateInput, ReservationView } from '@ensemble/shared/seats/seats.schema';
import { api, type Fetch, randomKey } from '#lib/api/client.ts';
import { networkProblem, readProblem } from '#lib/api/problem.ts';

/** The part of the API by which people book. */

/** Mine: those ahead, the soonest first; or those that are over. */
export const loadMine = (fetcher: Fetch, query: { past?: boolean; cursor?: string } = {}) =>
  api(fetcher).get(BookingsPage, '/api/reservations', { limit: 100, ...query });

const reservations = (instanceId: string): string => `/api/instances/${instanceId}/reservations`;
const path = ({ instanceId, id }: ReservationView): string => `${reservations(instanceId)}/${id}`;

export const reserve = (instanceId: string, body: ReservationCreateInput, idempotencyKey: string) =>
  api().post(ReservationView, reservations(instanceId), body, { idempotencyKey });

export const readAgain = (one: ReservationView) => api().get(ReservationView, path(one));
export const confirmBooking = (one: ReservationView) => api().post(ReservationView, `${path(one)}/confirm`);
export const cancelBooking = (one: ReservationView) => api().post(ReservationView, `${path(one)}/cancel`);
export const resizeBooking = (one: ReservationView, seats: number) =>
  api().patch(ReservationView, path(one), { seats });
export const moveBooking = (one: ReservationView, instanceId: string) =>
  api().post(ReservationView, `${path(one)}/move`, { instanceId });

/** Mails a link that confirms these seats; of one in line, news when its turn comes. */
export async function mailLink(one: ReservationView, email: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${path(one)}/confirmation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomKey() },
      body: JSON.stringify({ email }),
    });
  } catch (cause) {
    throw networkProblem(cause);
  }
  if (!response.ok) throw await readProblem(response);
}

const linkPath = (token: string): string => `/api/booking-links/${encodeURIComponent(token)}`;
export const loadLink = (fetcher: Fetch, token: string) => api(fetcher).get(BookingLinkView, linkPath(token));
export const stepLink = (token: string, step: 'confirm' | 'cancel') =>
  api().post(ReservationView, `${linkPath(token)}/${step}`);

const invitationPath = (token: string): string => `/api/invitations/${encodeURIComponent(token)}`;
export const loadInvitation = (fetcher: Fetch, token: string) =>
  api(fetcher).get(InvitationPreview, invitationPath(token));
export const acceptInvitation = (
  token: string,
  body: { partyName: string; seats: number },
  idempotencyKey: string,
) => api().post(ReservationView, `${invitationPath(token)}/accept`, body, { idempotencyKey });
