import type { Rng } from '../core/rng.ts';

/** Answers a new section id each time; the same ones for the same seed. */
export function sectionIds(rng: Rng): () => string {
  const given = new Set<string>();
  return () => {
    for (;;) {
      const id = `s${[0, 1].map(() => rng.int(0x7fffffff).toString(36).padStart(6, '0')).join('')}`;
      if (given.has(id)) continue;
      given.add(id);
      return id;
    }
  };
}
