import { z } from 'zod';
import { normaliseName } from '@ensemble/shared/music/tunes';
import { TuneHit } from '@ensemble/shared/music/tunes.schema';
import type { TuneHit as Hit } from './choose-exact.ts';

const KEY = 'ensemble:tunes';
/** Enough for every tune a session plays in a year; about 60 kB. */
const KEPT = 400;
const Stored = z.array(TuneHit);

/**
 * Tunes this device has met, newest first, so that the input still knows them in a cellar without
 * signal. Holds nothing private: names, types and keys of tunes.
 */
export class RecentTunes {
  #tunes: Hit[] | null = null;

  remember(hits: readonly Hit[]): void {
    const fresh = new Set(hits.map(({ id }) => id));
    this.#tunes = [...hits, ...this.#read().filter(({ id }) => !fresh.has(id))].slice(0, KEPT);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#tunes));
    } catch {
      // Full or refused: they are known until the page closes.
    }
  }

  /** Names that begin with what was typed, then those that hold it. */
  find(typed: string, limit: number): Hit[] {
    const key = normaliseName(typed);
    if (key === '') return [];
    const begins: Hit[] = [];
    const holds: Hit[] = [];
    for (const hit of this.#read()) {
      const names = [hit.name, hit.matchedAlias ?? ''].map(normaliseName);
      if (names.some((name) => name.startsWith(key))) begins.push(hit);
      else if (names.some((name) => name.includes(` ${key}`))) holds.push(hit);
    }
    return [...begins, ...holds].slice(0, limit);
  }

  #read(): Hit[] {
    if (this.#tunes) return this.#tunes;
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
      this.#tunes = Stored.safeParse(stored).data ?? [];
    } catch {
      this.#tunes = [];
    }
    return this.#tunes;
  }
}
