import type { Readiness, ReadinessItem } from '@ensemble/shared/training/drafts.schema';
import { count } from '#lib/viewer/words.ts';

/** The builder's steps: a rail to walk freely, never a locked wizard. */
export const STEPS = [
  { id: 'setup', label: 'Setup', about: 'What it is for, for whom, when and where' },
  { id: 'generate', label: 'Generate', about: 'Outlines to choose from' },
  { id: 'review', label: 'Review', about: 'The outline, edited together' },
  { id: 'publish', label: 'Publish', about: 'What is missing, and out it goes' },
] as const;
export type StepId = (typeof STEPS)[number]['id'];

/** Setup while nothing is written, the outline afterwards: where one would go first anyway. */
export const stepFrom = (text: string | null, hasOutline: boolean): StepId =>
  STEPS.find(({ id }) => id === text)?.id ?? (hasOutline ? 'review' : 'setup');

export const stepHref = (draftId: string, step: StepId, target: string | null = null): string =>
  `/session-builder/${draftId}?step=${step}${target === null ? '' : `#${encodeURIComponent(target)}`}`;

/** Where an item of the checklist is put right. */
export const itemHref = (draftId: string, item: ReadinessItem): string =>
  stepHref(draftId, item.step, targetOf(item));

/** The element that an item leads to: see `field-target`. */
export function targetOf({ step, target }: ReadinessItem): string | null {
  if (target === null) return null;
  return step === 'setup' ? `meta/${target}` : target;
}

export interface StepMark {
  done: boolean;
  /** Said beside the step, such as "2 missing". */
  words: string;
}

/** How far a step has come, by the checklist: what publishing waits for counts, the rest only where all of that is done. */
export function markOf(step: StepId, readiness: Readiness, isPublished: boolean): StepMark {
  if (step === 'publish') {
    if (isPublished) return { done: true, words: 'Published' };
    return { done: readiness.ready, words: readiness.ready ? 'Ready' : `${readiness.score} %` };
  }
  const open = readiness.items.filter((item) => item.step === step && !item.done);
  const needed = open.filter(({ required }) => required);
  if (needed.length > 0) return { done: false, words: `${needed.length} needed` };
  if (open.length > 0) return { done: false, words: count(open.length, 'hint') };
  return { done: true, words: 'Done' };
}
