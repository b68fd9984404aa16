/**
 * Leaving a field checks it, and a message that appears or goes moves what is below. When the field is
 * left by pressing the button below, the button would move from under the finger and the press be lost:
 * so what the leaving does waits until the press is over.
 */
let pressing = false;
let listening = false;
const waiting: (() => void)[] = [];

function release(): void {
  pressing = false;
  // After the click that this press becomes.
  setTimeout(() => {
    for (const work of waiting.splice(0)) work();
  });
}

/** Call once where forms are used in the browser; further calls do nothing. */
export function listenForPresses(): void {
  if (listening || typeof document === 'undefined') return;
  listening = true;
  document.addEventListener('pointerdown', () => (pressing = true), true);
  document.addEventListener('pointerup', release, true);
  document.addEventListener('pointercancel', release, true);
}

/** Runs now, or when the press under way is over. */
export function afterPress(work: () => void): void {
  if (pressing) waiting.push(work);
  else work();
}
