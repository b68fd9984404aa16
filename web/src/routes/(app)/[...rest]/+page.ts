import { error } from '@sveltejs/kit';
import type { PageLoad } from './$types';

/** Any other address: the error page stands in the usual frame, with a way on. */
export const load: PageLoad = () => error(404, 'There is no such page.', {});
