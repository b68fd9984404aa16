import { redirect } from '@sveltejs/kit';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent }) => {
  const { me } = await parent();
  if (me === null) redirect(303, '/sign-in?next=/sessions/new');
  // Guests take part; owning a session needs an account that can be found again.
  if (me.user.isGuest) redirect(303, '/account');
};
