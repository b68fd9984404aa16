import { orErrorPage } from '#lib/api/load.ts';
import { loadCityAgenda } from '#lib/api/agenda.ts';
import { boardWindow } from '#lib/board/city-board.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('app:board');
  // The city's zone comes with the answer; by UTC the window is a day off at most, and it has one to spare.
  const window = boardWindow(Date.now(), 'UTC');
  return orErrorPage(loadCityAgenda(fetch, params.city, window));
};
