import { orErrorPage } from '#lib/api/load.ts';
import { asProblem } from '#lib/api/problem.ts';
import { loadInstance } from '#lib/api/instances.ts';
import { loadReservation, reservationsForGuide } from '#lib/guide/guide.api.ts';
import type { PageLoad } from './$types';

/** What the QR code of a booking leads to. Whose it is and who may check in is the server's word. */
export const load: PageLoad = async ({ fetch, params, parent }) => {
  const instance = await orErrorPage(loadInstance(params.instance, fetch));
  const { me } = await parent();
  if (me === null) return { instance, party: null, isGuide: false };
  const [party, list] = await Promise.all([
    orErrorPage(
      loadReservation(params.instance, params.reservation, fetch).catch((thrown: unknown) => {
        if ([401, 403, 404].includes(asProblem(thrown).status)) return null;
        throw thrown;
      }),
    ),
    me.user.isGuest ? null : orErrorPage(reservationsForGuide(params.instance, fetch)),
  ]);
  return { instance, party, isGuide: list !== null };
};
