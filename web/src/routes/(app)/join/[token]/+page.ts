import { InvitePreview } from '@ensemble/shared/accounts/accounts.schema';
import { api } from '#lib/api/client.ts';
import { asPart } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params }) => ({
  token: params.token,
  preview: await asPart(api(fetch).get(InvitePreview, `/api/join/${encodeURIComponent(params.token)}`)),
});
