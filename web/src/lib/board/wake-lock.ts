/**
 * Keeps the screen on while the page is in sight, where the browser and its battery allow; elsewhere nothing
 * happens. Answers the stop. The browser lets go whenever the page is hidden, so it is asked again.
 */
export function keepAwake(): () => void {
  // Absent on plain HTTP and in older browsers, whatever the types say.
  const wakeLock = (navigator as { wakeLock?: WakeLock }).wakeLock;
  if (!wakeLock) return () => undefined;
  let held: WakeLockSentinel | null = null;
  let stopped = false;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || stopped || (held && !held.released)) return;
    try {
      const sentinel = await wakeLock.request('screen');
      if (stopped) await sentinel.release();
      else held = sentinel;
    } catch {
      // Refused, as when the battery is low: the device sleeps as it would.
    }
  };
  const again = () => void ask();
  document.addEventListener('visibilitychange', again);
  void ask();
  return () => {
    stopped = true;
    document.removeEventListener('visibilitychange', again);
    void held?.release();
  };
}
