import { orErrorPage } from '#lib/api/load.ts';
import { loadInstance } from '#lib/api/instances.ts';
import { agendaData, eveningData } from './page-data.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends, parent, url }) => {
  depends('app:evening');
  const instance = await orErrorPage(loadInstance(params.id, fetch));
  if (instance.source.kind === 'session') return eveningData(instance, fetch);
  const { me } = await parent();
  return agendaData(instance, { fetcher: fetch, me, asGuest: url.searchParams.get('view') === 'guest' });
};
