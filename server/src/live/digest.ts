import type { LiveSocket, Watchable } from './live.types.ts';

/**
 * Tells each page the version of every instance it watches, so that a lost push is noticed. Each thing is looked
 * up once for all who watch it.
 */
export async function sendDigests(
  sockets: readonly LiveSocket[],
  watchables: Iterable<Watchable>,
): Promise<void> {
  const found = new Map<Watchable, ReadonlyMap<string, Record<string, number>>>();
  for (const watchable of watchables) {
    const ids = new Set(
      sockets.flatMap(({ data }) =>
        [...data.watched.values()].filter((one) => one.watchable === watchable).map(({ id }) => id),
      ),
    );
    if (ids.size > 0) found.set(watchable, await watchable.versions([...ids]));
  }
  for (const socket of sockets) {
    const versions: Record<string, number> = {};
    for (const { watchable, id } of socket.data.watched.values())
      Object.assign(versions, found.get(watchable)?.get(id));
    if (Object.keys(versions).length > 0) socket.volatile.emit('digest', versions);
  }
}
