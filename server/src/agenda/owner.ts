import { accountPolicy, type SessionAction } from '@ensemble/shared';
import { accountStanding } from '../http/access.ts';
import type { InstanceOwner } from '../instances/index.ts';
import type { AgendaRepos } from './agenda.models.ts';
import { guidesOf } from './guides.ts';

/** A session of the agenda is on from its start to its end. */
export const AGENDA_BUFFERS = { activeBufferMinutesBefore: 0, activeBufferMinutesAfter: 0 } as const;

/** What those who guide a session may do with it, beyond what everybody may. */
const GUIDES: ReadonlySet<SessionAction> = new Set(['meet', 'log']);

/** Dated sessions of a slot: everybody reads them, their guides run them, administrators and hosts do the rest. */
export const slotOwner = ({ slots, stacks, weeks, cities }: AgendaRepos): InstanceOwner => ({
  kind: 'agenda-slot',
  async facts(slotId) {
    const slot = await slots.find(slotId);
    const stack = slot && (await stacks.find(slot.sessionStackId));
    const week = slot && (await weeks.find(slot.agendaWeekId));
    const city = week && (await cities.findOne({ slug: week.citySlug }));
    if (!stack || !city) return null;
    return { title: stack.title, venue: null, timezone: city.timezone, ...AGENDA_BUFFERS };
  },
  async may(viewer, { data }, action) {
    if (action === 'read' || accountPolicy.host(accountStanding(viewer))) return true;
    return viewer !== null && GUIDES.has(action) && guidesOf(data).has(viewer.userId);
  },
});
