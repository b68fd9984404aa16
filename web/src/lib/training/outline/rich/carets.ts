import { toneOf } from '#lib/ui/initials.ts';

interface Stamped {
  id?: unknown;
  name?: unknown;
}

const nameOf = ({ name }: Stamped): string => (typeof name === 'string' && name !== '' ? name : 'Somebody');
const hueOf = ({ id }: Stamped): number => toneOf(typeof id === 'string' ? id : '');

/** Somebody else's caret, with their name over it; in the colour of their initials. */
export function drawCaret(user: unknown): HTMLElement {
  const person = (user ?? {}) as Stamped;
  const caret = document.createElement('span');
  caret.className = 'live-caret';
  caret.style.setProperty('--hue', String(hueOf(person)));
  const flag = document.createElement('span');
  flag.className = 'live-caret-name';
  // Drawn by the style sheet: in the text of the description it would be read out as its words.
  flag.dataset['name'] = nameOf(person);
  caret.dataset['caretOf'] = nameOf(person);
  caret.setAttribute('aria-hidden', 'true');
  caret.append('\u2060', flag, '\u2060');
  return caret;
}

export const drawSelection = (user: unknown): { class: string; style: string } => ({
  class: 'live-selection',
  style: `--hue: ${hueOf(user ?? {})}`,
});
