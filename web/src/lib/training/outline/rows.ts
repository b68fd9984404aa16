import type { Schedule, ScheduledSection } from '@ensemble/shared/training/schedule';

/** Where one section stands in the day, as its row draws it. */
export interface Row {
  id: string;
  timing: ScheduledSection;
  isFirst: boolean;
  isLast: boolean;
  /** It runs at the same time as its neighbours. */
  isParallel: boolean;
  /** Of those that run at the same time: said once, over the first; null elsewhere. */
  together: { sections: number; minutes: number } | null;
  /** The last of those. */
  isTail: boolean;
}

export function rowsOf({ sections }: Schedule): Row[] {
  return sections.map((timing, at) => {
    const { stepIndex, parallel } = timing;
    const isLead = parallel && sections[at - 1]?.stepIndex !== stepIndex;
    return {
      id: timing.id,
      timing,
      isFirst: at === 0,
      isLast: at === sections.length - 1,
      isParallel: parallel,
      together: isLead ? togetherAt(sections, at) : null,
      isTail: parallel && sections[at + 1]?.stepIndex !== stepIndex,
    };
  });
}

function togetherAt(sections: readonly ScheduledSection[], at: number): Row['together'] {
  const { stepIndex, start } = sections[at] as ScheduledSection;
  const all = sections.filter((section) => section.stepIndex === stepIndex);
  return { sections: all.length, minutes: Math.max(...all.map(({ end }) => end.minute)) - start.minute };
}
