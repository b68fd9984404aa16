/** A device's clock this near to the server's is called right: the server tells whole seconds. */
const NEAR_MS = 1_500;
const MEASURE_EVERY_MS = 15 * 60_000;

/** How far the server's clock is ahead of this device's, ms; 0 when they agree as far as can be told. */
export function skewOf(dateHeader: string | null, sentMs: number, heardMs: number): number {
  const told = Date.parse(dateHeader ?? '');
  if (Number.isNaN(told)) return 0;
  // The header has no fractions: on average it was half a second later.
  const skew = told + 500 - (sentMs + heardMs) / 2;
  return Math.abs(skew) <= NEAR_MS + (heardMs - sentMs) / 2 ? 0 : Math.round(skew);
}

/**
 * The server's "now", moved on every second: holds lapse by its clock, and a tablet on a wall may be minutes off.
 */
export class ServerClock {
  now = $state(0);
  #skewMs = 0;

  /** @param nowMs what the page was drawn with, so that both sides draw the same first */
  constructor(nowMs: number) {
    this.now = nowMs;
  }

  /** Call in an effect; answers the stop. */
  start(): () => void {
    const tick = () => void (this.now = Date.now() + this.#skewMs);
    tick();
    const measure = () => void this.#measure();
    measure();
    const ticking = setInterval(tick, 1_000);
    const measuring = setInterval(measure, MEASURE_EVERY_MS);
    window.addEventListener('online', measure);
    const wake = () => void (document.visibilityState === 'visible' && tick());
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearInterval(ticking);
      clearInterval(measuring);
      window.removeEventListener('online', measure);
      document.removeEventListener('visibilitychange', wake);
    };
  }

  async #measure(): Promise<void> {
    try {
      const sent = Date.now();
      const { headers } = await fetch('/healthz', { method: 'HEAD', cache: 'no-store' });
      this.#skewMs = skewOf(headers.get('date'), sent, Date.now());
      this.now = Date.now() + this.#skewMs;
    } catch {
      // Offline: what was measured last still holds.
    }
  }
}
