import { ExchangeRateView, type ExchangeRate } from '@ensemble/shared/agenda/overlay.schema';
import { GroupSessionsView, InstancePnlView, RolledUpView } from '@ensemble/shared/agenda/pnl.schema';
import { page } from '@ensemble/shared/core/schema';
import { api, type Fetch, withQuery } from '#lib/api/client.ts';
import type { SumsQuery } from './sums-query.ts';

/** The part of the API that money speaks. */

export const loadPnl = (id: string) => api().get(InstancePnlView, `/api/instances/${id}/pnl`);
export const pnlCsv = (id: string): string => `/api/instances/${id}/pnl?format=csv`;

const asked = ({ city, from, to, by }: SumsQuery) => ({ city, from, to, by });

export const loadSums = (query: SumsQuery, fetcher: Fetch) =>
  api(fetcher).get(RolledUpView, '/api/agenda/pnl', { ...asked(query), into: query.into });
export const sumsCsv = (query: SumsQuery): string =>
  withQuery('/api/agenda/pnl', { ...asked(query), format: 'csv' });

/** The sessions behind one sum; an empty `key` is that of those without one. */
export const loadSumSessions = (query: SumsQuery, key: string, fetcher: Fetch) =>
  api(fetcher).get(GroupSessionsView, '/api/agenda/pnl/sessions', { ...asked(query), key });
export const sumSessionsCsv = (query: SumsQuery, key: string): string =>
  withQuery('/api/agenda/pnl/sessions', { ...asked(query), key, format: 'csv' });

export const loadRates = async (fetcher: Fetch): Promise<ExchangeRateView[]> =>
  (await api(fetcher).get(page(ExchangeRateView), '/api/agenda/rates', { limit: 500 })).items;
export const addRate = (rate: ExchangeRate) => api().post(ExchangeRateView, '/api/agenda/rates', rate);
export const strikeOutRate = (id: string) => api().delete(`/api/agenda/rates/${id}`);
