import type { DraftRow } from '../drafts.port.ts';

/**
 * What publishing keeps on a draft's row. All that anybody may see of a published session is what `current` points
 * to, so the one update that sets it publishes everything at once; what an attempt has written before is nobody's.
 */
export interface Publication {
  /** The training session's id; the draft has one for ever. */
  sessionId: string;
  current: Current | null;
  /** Content versions that went out, oldest first. */
  contentVersionIds: string[];
  /** Dated sessions it has had; the last one is of now. */
  instanceIds: string[];
  attempt: Attempt | null;
}

/** What is published now. */
export interface Current {
  contentVersionId: string;
  number: number;
  /** Null: it has no date. */
  instanceId: string | null;
}

/**
 * `going`: on its way, and may still be taken back. `back`: it is being taken back. `out`: it is published, only the
 * log and its like are missing.
 */
export type AttemptPhase = 'going' | 'back' | 'out';

/** One publishing under way, with every id it will use: whoever finds it left alone can go on with it. */
export interface Attempt {
  phase: AttemptPhase;
  /** Also names the attempt. */
  contentVersionId: string;
  number: number;
  /** The outline version of kind `published`. */
  versionId: string;
  replaces: Replaces | null;
  instance: InstancePlan | null;
  /** Of the instance that it goes out with. */
  instanceId: string | null;
  userId: string;
  /** Why it is taken back, for people. */
  problem: string | null;
}

/** The session whose place is taken. */
export interface Replaces {
  sessionId: string;
  /** Of the content that it has now. */
  number: number;
  /** A mark of an earlier attempt that no longer means anything, by its content version. */
  over: string | null;
}

/** What of an instance follows the published content. */
export interface InstanceFields {
  title: string;
  venue: string | null;
  date: string;
  startTime: string;
  endTime: string;
  timezone: string;
  capacityMax: number | null;
  cancelled: boolean;
}

/** `before`: how to take it back. */
export type InstancePlan =
  | { kind: 'create'; id: string; originStart: string; set: InstanceFields }
  | { kind: 'change'; id: string; before: Partial<InstanceFields>; set: Partial<InstanceFields> };

/** The stored object as ours; null before the first attempt. */
export const publicationOf = ({ publication }: Pick<DraftRow, 'publication'>): Publication | null =>
  publication as Publication | null;

/** Kept on the row as plain data. */
export const stored = (publication: Publication): Record<string, unknown> => ({ ...publication });

/** What is out: null for a draft that was never published, whatever is under way. */
export const currentOf = (row: Pick<DraftRow, 'publication'>): Current | null =>
  publicationOf(row)?.current ?? null;
