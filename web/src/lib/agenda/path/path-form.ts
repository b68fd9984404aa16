import { SessionPathCreate, type SessionPathView } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { withoutEmptySlug } from '../city/city-form.ts';

/** One step of a path as the form holds it: the same stack may come again, so each has a key of its own. */
export interface Step {
  key: number;
  stackId: string;
}

export interface PathValues {
  title: string;
  slug: string;
  summary: string;
  steps: Step[];
}

export const newPath = (): PathValues => ({ title: '', slug: '', summary: '', steps: [] });

export const pathValues = ({ title, slug, summary, stackIds }: SessionPathView): PathValues => ({
  title,
  slug,
  summary,
  steps: stackIds.map((stackId, key) => ({ key, stackId })),
});

export const nextKey = (steps: readonly Step[]): number => Math.max(-1, ...steps.map(({ key }) => key)) + 1;

/** The step moved to stand at `to`, an index of the list without it. */
export function moved(steps: readonly Step[], key: number, to: number): Step[] {
  const step = steps.find((one) => one.key === key);
  if (!step) return [...steps];
  const others = steps.filter((one) => one !== step);
  return others.toSpliced(Math.max(0, Math.min(to, others.length)), 0, step);
}

export const PathFormSchema = z.preprocess((input) => {
  const { steps, ...fields } = input as PathValues;
  return withoutEmptySlug({ ...fields, stackIds: steps.map(({ stackId }) => stackId) });
}, SessionPathCreate);
