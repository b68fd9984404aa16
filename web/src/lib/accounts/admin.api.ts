import { UserView } from '@ensemble/shared/accounts/accounts.schema';
import { StatusView } from '@ensemble/shared/core/setup.schema';
import { page } from '@ensemble/shared/core/schema';
import type { AppRole } from '@ensemble/shared/accounts/rights';
import { api, type Fetch } from '#lib/api/client.ts';

const Users = page(UserView);

export const loadUsers = (fetcher: Fetch, cursor?: string) =>
  api(fetcher).get(Users, '/api/users', { limit: 100, cursor });

export const setRoles = (userId: string, roles: AppRole[]) =>
  api().put(UserView, `/api/users/${userId}/roles`, { roles });

export const loadStatus = (fetcher: Fetch) => api(fetcher).get(StatusView, '/api/admin/status');
