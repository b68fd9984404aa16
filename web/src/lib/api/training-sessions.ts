import {
  type AGENDA_READERS,
  type RunAction,
  RunView,
  TrainingAnalytics,
  TrainingSessionView,
} from '@ensemble/shared/training/published.schema';
import { ListEntryView, type ManagedList } from '@ensemble/shared/training/drafts.schema';
import { VariantConfigView } from '@ensemble/shared/training/variants.schema';
import { page } from '@ensemble/shared/core/schema';
import { api, type Fetch } from './client.ts';
import { allOf } from './pages.ts';

/** What the pages of published sessions read and send: the session, its day, its figures, what outlines are made by. */

const at = (id: string, rest = ''): string => `/api/training-sessions/${encodeURIComponent(id)}${rest}`;

export const loadTrainingSession = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(TrainingSessionView, at(id));

export const archiveSession = (id: string, cancelInstance: boolean) =>
  api().post(TrainingSessionView, at(id, `/archive${cancelInstance ? '?cancelInstance=true' : ''}`));
export const unarchiveSession = (id: string) => api().post(TrainingSessionView, at(id, '/unarchive'));

export const loadRun = (id: string, fetcher?: Fetch) => api(fetcher).get(RunView, at(id, '/run'));
/** `version`: of the state the person saw; a press meant for another one is refused. */
export const actOnRun = (id: string, action: RunAction, version: number) =>
  api().post(RunView, at(id, '/run'), { action, version });

export type AgendaReader = (typeof AGENDA_READERS)[number];
export const agendaFile = (id: string, reader: AgendaReader, ending: 'md' | 'docx'): string =>
  at(id, `/agenda.${ending}?for=${reader}`);
export const calendarFile = (id: string): string => at(id, '/calendar.ics');

/** Days as YYYY-MM-DD in UTC, both inclusive. */
export const loadAnalytics = (fetcher: Fetch, window: { from: string; to: string }) =>
  api(fetcher).get(TrainingAnalytics, '/api/training/analytics', { ...window });

/** Also those that are no longer offered. */
export const loadWholeList = (list: ManagedList, fetcher: Fetch) =>
  allOf(fetcher, ListEntryView, `/api/${list}`);
export const addListEntry = (list: ManagedList, entry: { name: string; description: string }) =>
  api().post(ListEntryView, `/api/${list}`, entry);
export const changeListEntry = (
  list: ManagedList,
  { id, version }: ListEntryView,
  change: { name?: string; description?: string; isActive?: boolean },
) => api().patch(ListEntryView, `/api/${list}/${id}`, change, { ifMatch: version });

export const loadVariantConfigs = async (fetcher: Fetch): Promise<VariantConfigView[]> =>
  (await api(fetcher).get(page(VariantConfigView), '/api/variant-configs')).items;
export const changeVariantConfig = (
  { id, version }: VariantConfigView,
  change: { label: string; description: string; instruction: string; isActive: boolean },
) => api().patch(VariantConfigView, `/api/variant-configs/${id}`, change, { ifMatch: version });
export const resetVariantConfig = (id: string) =>
  api().post(VariantConfigView, `/api/variant-configs/${id}/reset`);
