/** What runs after what: neighbours of one group run at the same time and are one step. */

interface Timed {
  durationMinutes: number;
  groupId: string | null;
}

export interface Step<Section> {
  /** From 0. */
  index: number;
  /** One, or those that run at the same time; never empty. */
  sections: [Section, ...Section[]];
  /** Whole minutes: the longest of its sections. */
  durationMinutes: number;
}

/** Sections of one group that are not neighbours are steps of their own: they cannot run at the same time. */
export function stepsOf<Section extends Timed>(sections: readonly Section[]): Step<Section>[] {
  const steps: Step<Section>[] = [];
  for (const section of sections) {
    const last = steps.at(-1);
    if (last && section.groupId !== null && last.sections[0].groupId === section.groupId) {
      last.sections.push(section);
      last.durationMinutes = Math.max(last.durationMinutes, section.durationMinutes);
    } else {
      steps.push({ index: steps.length, sections: [section], durationMinutes: section.durationMinutes });
    }
  }
  return steps;
}

/** Minutes from the first section's start to the last one's end. */
export const totalMinutesOf = (sections: readonly Timed[]): number =>
  stepsOf(sections).reduce((sum, step) => sum + step.durationMinutes, 0);
