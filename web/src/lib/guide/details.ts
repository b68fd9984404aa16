import { z } from 'zod';
import type { InstancePatch, InstanceView } from '@ensemble/shared/instances/instances.schema';
import { ENERGY_LEVELS } from '@ensemble/shared/agenda/atmosphere.schema';
import { InstancePatch as Patch } from '@ensemble/shared/instances/instances.schema';
import { RecordEdit } from '#lib/forms/record-edit.ts';
import { loadInstance, patchInstance } from '#lib/api/instances.ts';

/** Title, time, place, guide and atmosphere of an instance, as one form. */

const label = z.string().trim().max(120, 'must be at most 120 characters');
/** Those kept in the instance's `data`; empty means not said. */
const noted = {
  guidePrimaryId: z.string(),
  seasonMode: label,
  rhythmTag: label,
  energyLevel: label,
  storyFocus: z.string().trim().max(300, 'must be at most 300 characters'),
};

export const Details = z.object({
  ...Patch.pick({
    title: true,
    date: true,
    startTime: true,
    endTime: true,
    locationOverride: true,
    comments: true,
  }).required().shape,
  ...noted,
});
export type Details = z.output<typeof Details>;

const NOTED = Object.keys(noted);

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

export const detailsOf = ({ data, ...instance }: InstanceView): Details => {
  const energy = data['energyLevel'];
  return {
    title: instance.title,
    date: instance.date,
    startTime: instance.startTime,
    endTime: instance.endTime,
    locationOverride: instance.locationOverride,
    comments: instance.comments,
    guidePrimaryId: words(data['guidePrimaryId']),
    seasonMode: words(data['seasonMode']),
    rhythmTag: words(data['rhythmTag']),
    energyLevel: typeof energy === 'number' ? (ENERGY_LEVELS[energy - 1] ?? '') : words(energy),
    storyFocus: words(data['storyFocus']),
  };
};

/** What changed in the form as the API takes it: `data` goes whole, with all else that is noted there. */
export function patchOf(changes: Record<string, unknown>, data: InstanceView['data']): InstancePatch {
  const own = Object.entries(changes).filter(([name]) => !NOTED.includes(name));
  const inData = Object.entries(changes).filter(([name]) => NOTED.includes(name));
  if (inData.length === 0) return Object.fromEntries(own);
  const said = inData.map(([name, value]) => [name, value === '' ? null : value] as const);
  return { ...Object.fromEntries(own), data: { ...data, ...Object.fromEntries(said) } };
}

/** One host's changes; what others changed meanwhile is kept, in `data` too. */
export class DetailsEdit extends RecordEdit<InstanceView, Details> {
  constructor(opened: InstanceView) {
    let latest = opened;
    super(opened, detailsOf, {
      patch: (changes, version) => patchInstance(opened.id, patchOf(changes, latest.data), version),
      get: async () => (latest = await loadInstance(opened.id)),
    });
  }
}
