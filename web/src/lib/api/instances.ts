import { type InstancePatch, InstanceView } from '@ensemble/shared/instances/instances.schema';
import { SeatCountsView } from '@ensemble/shared/seats/seats.schema';
import { api, type Fetch } from './client.ts';

/** One instance, whatever it is one of: an evening of music or a session of a city. */

export const loadInstance = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(InstanceView, `/api/instances/${id}`);

export const loadSeats = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(SeatCountsView, `/api/instances/${id}/seats`);

/** `version` is the one last seen: somebody else's change in between is refused rather than overwritten. */
export const patchInstance = (id: string, patch: InstancePatch, version: number) =>
  api().patch(InstanceView, `/api/instances/${id}`, patch, { ifMatch: version });
