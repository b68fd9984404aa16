import type { MethodStyle } from '../../methods/types.ts';
import type { KnownSectionKind } from '../../outline.schema.ts';

/** How one persona builds and words a session. */

/** A part of a topic's block, and how much of its time it takes in relation to the others. */
export type ArcPart = readonly [kind: KnownSectionKind, weight: number];
/** Something to say, one of several; may hold `{topic}`, `{outcome}`, `{problem}` and `{audience}`. */
export type Sayings = Readonly<Record<Exclude<KnownSectionKind, 'break'>, readonly [string, ...string[]]>>;

export interface Voice {
  style: MethodStyle;
  /** About how long one section is, in minutes. */
  sectionMinutes: number;
  /** Opening and closing, as shares of the whole. */
  openingShare: number;
  closingShare: number;
  /** A topic's block of one, two, three … sections. */
  arcs: readonly [readonly [ArcPart], ...(readonly ArcPart[])[]];
  /** Blocks of one section take turns, so that topics do not all go the same way. */
  singles: readonly [KnownSectionKind, ...KnownSectionKind[]];
  /** What follows when all topics have been worked on. */
  together: readonly [KnownSectionKind, ...KnownSectionKind[]];
  /** Stands first in a description. */
  lead: { label: string; sayings: Sayings };
  /** Stands last. */
  tail: { label: string; sayings: Sayings };
  /** Said of sources that are quoted. */
  sourcesLabel: string;
  sourcesQuestions: readonly [string, ...string[]];
  /** Methods that its leads and tails speak of; chosen unless time or size is against it. */
  openings: readonly string[];
  closings: readonly string[];
  /** Opening and work on everything together are named after the problem rather than the goal. */
  namesProblem: boolean;
  /** How many of a method's own questions are asked. */
  questions: number;
  /** Where the sources stand. */
  sourcesFirst: boolean;
}
