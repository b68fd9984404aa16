import type { TrainingSessionView } from '@ensemble/shared/training/published.schema';

/** Whether the viewer was given what was written for those who lead: the server leaves it out for all others. */
export const readsNotes = ({ mayRun, outline }: Pick<TrainingSessionView, 'mayRun' | 'outline'>): boolean =>
  mayRun ||
  outline.sections.some(({ descriptionHtml, materials }) => descriptionHtml !== '' || materials.length > 0);
