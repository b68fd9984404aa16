import { z } from 'zod';
import { Id } from '../core/schema.ts';
import type { InstanceView } from '../instances/instances.schema.ts';
import type { SeatCountsView } from '../seats/seats.schema.ts';
import type { DraftEvent } from '../training/drafts.schema.ts';
import type { RunView } from '../training/published.schema.ts';
import type { VariantsProgress } from '../training/variants.schema.ts';

/** The `/live` namespace of socket.io: what a client may ask for, and what it is told (API.md, Real time). */

const ids = z.array(Id).max(500).optional();

export const WatchRequest = z.strictObject({
  instances: ids,
  city: z.string().max(80).optional(),
  sessions: ids,
  drafts: ids,
  stories: ids,
  runs: ids,
});
export type WatchRequest = z.infer<typeof WatchRequest>;

/** Whole state, never a difference: a client drops what is older than what it has. */
export interface ActiveEvent {
  instanceId: string;
  sessionId: string;
  isActive: boolean;
  version: number;
}

export interface WatchSnapshot {
  instances: InstanceView[];
  active: ActiveEvent[];
  /** Of the instances above. */
  seats: SeatCountsView[];
  /** Of the watched drafts: how they stand, and what is being made for them. */
  drafts?: DraftEvent[];
  variants?: VariantsProgress[];
  /** Of the training sessions watched as `runs`. */
  runs?: RunView[];
}

/** Whole states of things other than instances, by event: each is of one watched thing, and has a version of its own. */
export interface StateEvents {
  draft: DraftEvent;
  variants: VariantsProgress;
  run: RunView;
}
export type StateEvent = keyof StateEvents;

export type WatchAnswer = { ok: true; snapshot: WatchSnapshot } | { ok: false; code: string; detail: string };

export interface ServerEvents {
  /** Fields of an instance that may have changed; carries `id` and `version` always. */
  instance: (change: Partial<InstanceView> & { id: string; version: number }) => void;
  active: (event: ActiveEvent) => void;
  /** The whole state of an instance's seats after a change; `version` is the instance's. */
  seats: (counts: SeatCountsView) => void;
  /** The whole state of a draft beside its document. */
  draft: (state: DraftEvent) => void;
  /** How far the making of a draft's variants has come. */
  variants: (progress: VariantsProgress) => void;
  /** The whole state of a training session's day. */
  run: (run: RunView) => void;
  /** Every 30 s: the version of each watched instance and state, so that a lost push is noticed. */
  digest: (versions: Record<string, number>) => void;
}

export interface ClientEvents {
  watch: (request: WatchRequest, answer: (result: WatchAnswer) => void) => void;
  unwatch: (request: WatchRequest, answer?: (result: { ok: true }) => void) => void;
}
