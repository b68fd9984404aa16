import { tick } from 'svelte';

const CONTROLS = 'input, select, textarea, button, [contenteditable="true"], [tabindex]';
/** How often the page is looked at while a step is still being drawn, and how long between, ms. */
const TRIES = 20;
const BETWEEN_MS = 50;

/** The element a link of the checklist means: a field by its id, a section by the id it carries. */
const find = (target: string): HTMLElement | null =>
  document.getElementById(target) ??
  document.querySelector<HTMLElement>(`[data-section="${CSS.escape(target)}"]`);

/**
 * Brings a field or a section into sight and puts the focus into it. A step that was just opened may still have to
 * draw it: it is waited for, a second at the most. Answers whether it was there.
 */
export async function focusTarget(target: string): Promise<boolean> {
  await tick();
  for (let tries = 0; tries < TRIES; tries++) {
    const element = find(target);
    if (element !== null) {
      const control = element.matches(CONTROLS) ? element : element.querySelector<HTMLElement>(CONTROLS);
      element.scrollIntoView({ block: 'center' });
      (control ?? element).focus({ preventScroll: true });
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
  return false;
}
