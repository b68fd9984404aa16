import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import { OfferView, OrderView, type OfferCreateInput } from '@ensemble/shared/agenda/commerce.schema';
import { TripView } from '@ensemble/shared/agenda/trip.schema';
import { page } from '@ensemble/shared/core/schema';
import { loadCityAgenda } from '#lib/api/agenda.ts';
import { api, type Fetch } from '#lib/api/client.ts';
import { loadInstance, loadSeats } from '#lib/api/instances.ts';
import type { PlanLine } from './plan.ts';

/** Trips, journeys, offers and orders as the pages read and write them. */

/** Trips that touch the window of local dates; either end open. */
export const loadTrips = (fetcher: Fetch, query: { from?: string; to?: string; cursor?: string } = {}) =>
  api(fetcher).get(page(TripView), '/api/trips', { limit: 100, ...query });

export const loadTrip = (fetcher: Fetch, id: string) => api(fetcher).get(TripView, `/api/trips/${id}`);

export const loadOffers = async (fetcher: Fetch, tripId: string): Promise<OfferView[]> =>
  (await api(fetcher).get(page(OfferView), '/api/offers', { tripId, limit: 100 })).items;

export const loadOrders = (fetcher: Fetch, query: { tripId?: string; cursor?: string } = {}) =>
  api(fetcher).get(page(OrderView), '/api/orders', { limit: 100, ...query });

export const loadOrder = (fetcher: Fetch, id: string) => api(fetcher).get(OrderView, `/api/orders/${id}`);

/**
 * Every session of the city in the trip's days, and those the trip has seats in on other days: they were moved, or
 * the trip was.
 */
export async function loadPlannable(fetcher: Fetch, trip: TripView): Promise<CityAgendaItem[]> {
  const { items } = await loadCityAgenda(fetcher, trip.citySlug, trip);
  const known = new Set(items.map(({ instance }) => instance.id));
  const elsewhere = trip.reservations.filter(({ instanceId }) => !known.has(instanceId));
  const others = await Promise.all(
    elsewhere.map(async ({ instanceId }) => ({
      instance: await loadInstance(instanceId, fetcher),
      seats: await loadSeats(instanceId, fetcher),
      summary: '',
      guide: null,
    })),
  );
  return [...items, ...others].sort(
    (a, b) => Date.parse(a.instance.startsAt) - Date.parse(b.instance.startsAt),
  );
}

export const allocate = (tripId: string, lines: readonly PlanLine[], idempotencyKey: string) =>
  api().post(TripView, `/api/trips/${tripId}/allocate`, { lines }, { idempotencyKey });

export const release = (tripId: string) => api().post(TripView, `/api/trips/${tripId}/release`, {});

export const makeOffer = (offer: OfferCreateInput) => api().post(OfferView, '/api/offers', offer);
export const acceptOffer = (id: string) => api().post(OrderView, `/api/offers/${id}/accept`, {});
export const withdrawOffer = (id: string) => api().delete(`/api/offers/${id}`);
export const cancelOrder = (id: string, reason: string) =>
  api().post(OrderView, `/api/orders/${id}/cancel`, { reason });
