import { z } from 'zod';
import { UserView } from '@ensemble/shared/accounts/accounts.schema';
import { page } from '@ensemble/shared/core/schema';
import type { AppRole } from '@ensemble/shared/accounts/rights';
import { api, type Fetch } from '#lib/api/client.ts';

const Users = page(UserView);

export const loadUsers = (fetcher: Fetch, cursor?: string) =>
  api(fetcher).get(Users, '/api/users', { limit: 100, cursor });

export const setRoles = (userId: string, roles: AppRole[]) =>
  api().put(UserView, `/api/users/${userId}/roles`, { roles });

/** Facts about the installation: names and figures, nested by subject, whatever the server tells. */
const Status = z.record(z.string(), z.unknown());
export const loadStatus = (fetcher: Fetch) => api(fetcher).get(Status, '/api/admin/status');
