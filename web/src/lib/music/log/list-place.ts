/** Where the names to choose from open, and how tall they may be, in CSS pixels. */
export interface ListPlace {
  below: boolean;
  height: number;
}

/** About what a full list takes; with less above, the other side is looked at. */
const ENOUGH = 400;
/** More than this nobody reads through. */
const MOST = 460;
/** Between the list and the edge of what is seen. */
const MARGIN = 8;

/**
 * Above the input, where the thumb does not cover it, unless there is little room there and more below:
 * the first evening on a large screen has its input near the top. `top` and `bottom` are the input's
 * edges in the window, `head` is what stands over the page at its top, `window` is the height seen.
 */
export function listPlace(input: { top: number; bottom: number }, head: number, window: number): ListPlace {
  const above = input.top - head - MARGIN;
  const under = window - input.bottom - MARGIN;
  const below = above < ENOUGH && under > above;
  return { below, height: Math.max(0, Math.min(MOST, Math.floor(below ? under : above))) };
}
