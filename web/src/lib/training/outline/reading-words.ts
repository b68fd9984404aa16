import type { DraftView } from '@ensemble/shared/training/drafts.schema';
import type { SaveState } from '#lib/collab/save-state.ts';

/** Why this person cannot change the outline, and what would help; null while they can. */
export function whyReading(
  { role, status }: Pick<DraftView, 'role' | 'status'>,
  save: SaveState,
  mayEdit: boolean,
): string | null {
  if (mayEdit || save.kind === 'loading') return null;
  if (status === 'archived') return 'This draft is archived. Take it out of the archive to go on with it.';
  if (role === 'comment')
    return 'You read along and comment. Changing the outline takes the role of an editor.';
  if (role === 'view')
    return 'You read along. Commenting or changing takes another role: ask whoever invited you.';
  if (save.kind === 'offline') return 'The outline opens here once there has been a connection.';
  return null;
}
