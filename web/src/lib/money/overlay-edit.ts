import { type Overlay, Overlays } from '@ensemble/shared/agenda/overlay.schema';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { ApiProblem } from '#lib/api/problem.ts';
import { sameValue } from '#lib/forms/record-edit.ts';
import { loadInstance, patchInstance } from '#lib/api/instances.ts';

export const overlaysOf = ({ overlays }: Pick<InstanceView, 'overlays'>): Overlay[] =>
  Overlays.parse(overlays);

/** How often others may save in between before we stop and say so. */
const TRIES = 4;

/**
 * The list with one line replaced (`to` null: taken out), or added where `from` is null. Null when the line is
 * no longer there as it was: lines have no ids, and the list is stored as a whole.
 */
export function withChange(
  list: readonly Overlay[],
  from: Overlay | null,
  to: Overlay | null,
): Overlay[] | null {
  if (from === null) return to === null ? [...list] : [...list, to];
  const at = list.findIndex((line) => sameValue(line, from));
  if (at < 0) return null;
  return to === null ? list.toSpliced(at, 1) : list.toSpliced(at, 1, to);
}

/** Changes one line of the session as it is now: a booking or another's change in between takes nothing away. */
export async function saveOverlay(
  instance: InstanceView,
  from: Overlay | null,
  to: Overlay | null,
): Promise<InstanceView> {
  let latest = instance;
  for (let tries = 1; ; tries++) {
    const overlays = withChange(overlaysOf(latest), from, to);
    if (overlays === null) {
      const detail =
        'Somebody else changed or removed this line meanwhile. Close this to see what stands there.';
      throw new ApiProblem(412, 'stale-version', detail);
    }
    try {
      return await patchInstance(latest.id, { overlays }, latest.version);
    } catch (thrown) {
      const isStale = thrown instanceof ApiProblem && thrown.code === 'stale-version';
      if (!isStale || tries === TRIES) throw thrown;
      latest = await loadInstance(latest.id);
    }
  }
}
