/** Work on one thing, one after the other; on different things side by side. */
export function inTurn(): <Result>(thing: string, work: () => Promise<Result>) => Promise<Result> {
  const last = new Map<string, Promise<unknown>>();
  return async (thing, work) => {
    const turn = (last.get(thing) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    last.set(thing, settled);
    try {
      return await turn;
    } finally {
      if (last.get(thing) === settled) last.delete(thing);
    }
  };
}
