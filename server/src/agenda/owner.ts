import { agendaPolicy } from '@ensemble/shared';
import type { InstanceOwner } from '../instances/index.ts';
import { isHost } from './access.ts';
import type { AgendaRepos } from './agenda.models.ts';
import { guidesOf } from './guides.ts';

/** A session of the agenda is on from its start to its end. */
export const AGENDA_BUFFERS = { activeBufferMinutesBefore: 0, activeBufferMinutesAfter: 0 } as const;

/** Dated sessions of a slot; who may do what is `agendaPolicy`. */
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
    const isGuide = viewer !== null && guidesOf(data).has(viewer.userId);
    return agendaPolicy[action]({ isHost: isHost(viewer), isGuide });
  },
});
