import { getContext, setContext } from 'svelte';

/**
 * How the person at this screen reads times: their locale, their zone, and a "now" that moves.
 * The server knows the locale from the request and not the zone, so the first drawing is the same on
 * both sides; `start` fills in the rest once the page is alive.
 */
export class Viewer {
  readonly locale: string;
  /** The viewer's own IANA zone; null until the browser has told. */
  zone = $state<string | null>(null);
  /** Epoch milliseconds, moved on every quarter minute. */
  now = $state(0);
  /** False until the page is alive, so that what only a browser knows is drawn afterwards. */
  alive = $state(false);

  constructor(locale: string, nowMs: number) {
    this.locale = locale;
    this.now = nowMs;
  }

  /** Call in an effect; answers the stop. */
  start(): () => void {
    this.zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.now = Date.now();
    this.alive = true;
    // For whoever waits for it from outside, such as a test.
    document.documentElement.dataset['alive'] = '';
    const timer = setInterval(() => (this.now = Date.now()), 15_000);
    return () => clearInterval(timer);
  }
}

const KEY = Symbol('viewer');

export const provideViewer = (viewer: Viewer): Viewer => setContext(KEY, viewer);

export function useViewer(): Viewer {
  const viewer = getContext<Viewer | undefined>(KEY);
  if (viewer === undefined) throw new Error('useViewer: no viewer above; the root layout provides it');
  return viewer;
}
