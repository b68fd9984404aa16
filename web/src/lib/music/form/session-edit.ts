import type { SessionCreate, SessionPatch, SessionView } from '@ensemble/shared/music/sessions.schema';
import { RecordEdit } from '#lib/forms/record-edit.ts';
import { SessionFormSchema, valuesOf } from './session-form.ts';

/** How the changes reach the store; `patch` is refused with `stale-version` when `version` is not the last. */
export interface SessionCalls {
  patch(changes: SessionPatch, version: number): Promise<SessionView>;
  get(): Promise<SessionView>;
}

/** A session as the form would send it unchanged. */
function fieldsOf(session: SessionView): object {
  const parsed = SessionFormSchema.safeParse(valuesOf(session));
  return parsed.success ? parsed.data : valuesOf(session);
}

/** One organiser's changes of a session. */
export class SessionEdit extends RecordEdit<SessionView, SessionCreate> {
  constructor(opened: SessionView, calls: SessionCalls) {
    super(opened, fieldsOf, calls);
  }
}
