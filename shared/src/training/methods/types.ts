import type { KnownSectionKind } from '../outline.schema.ts';

/** A way of working with a group that facilitators can follow as it stands. */

/** What a method is like; the composer's personas choose by it. */
export const METHOD_STYLES = ['structured', 'reflective', 'energetic', 'relational'] as const;
export type MethodStyle = (typeof METHOD_STYLES)[number];

/**
 * What is done, and how much of the method's time it takes in relation to the other steps. `{topic}`,
 * `{outcome}`, `{problem}` and `{audience}` stand for what the session says, or for plain words where it says
 * nothing.
 */
export type MethodStep = readonly [text: string, share: number];

/** Smallest and largest, both inclusive. */
export type Range = readonly [least: number, most: number];

export interface Method {
  /** A short word; stays as it is when the name changes. */
  id: string;
  name: string;
  /** What it is good for: one sentence. */
  purpose: string;
  /** The kinds of section it can be, best first. */
  kinds: readonly [KnownSectionKind, ...KnownSectionKind[]];
  styles: readonly [MethodStyle, ...MethodStyle[]];
  minutes: Range;
  /** People. */
  group: Range;
  /** Works in a video call as described. */
  online: boolean;
  materials: readonly string[];
  steps: readonly MethodStep[];
  /** Questions to ask at the end. */
  debrief: readonly string[];
  /** Words of the subjects it is for; left out: any. */
  onlyFor?: string;
  /** Other words that people look for it by. */
  words: string;
}
