import { error, redirect } from '@sveltejs/kit';
import { asPart } from '#lib/api/load.ts';
import { loadStatus, loadUsers } from '#lib/accounts/admin.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, depends }) => {
  depends('app:admin');
  const { me } = await parent();
  if (me === null) redirect(303, '/sign-in?next=/admin');
  if (!me.roles.includes('admin')) error(403, 'This page is for the administrator.', {});
  const [users, status] = await Promise.all([asPart(loadUsers(fetch)), asPart(loadStatus(fetch))]);
  return { users, status, myId: me.user.id };
};
