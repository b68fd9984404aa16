import { setImmediate } from 'node:timers/promises';

/** To be awaited again and again in long work: lets everything else run whenever `ms` have gone by since it last did. */
export function breather(ms: number): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < ms) return;
    await setImmediate();
    since = performance.now();
  };
}
