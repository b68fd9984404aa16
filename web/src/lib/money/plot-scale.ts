/** Geometry of the break-even plot, in CSS pixels. */

export type Scale = (value: number) => number;

/** From the numbers `from`–`to` to the pixels `start`–`end`; a range of nothing lies at the start. */
export const linear =
  (from: number, to: number, start: number, end: number): Scale =>
  (value) =>
    to === from ? start : start + ((value - from) / (to - from)) * (end - start);

/** The next of 1, 2, 5 times a power of ten at or above it. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least * 0.999_999) ?? 10) * power;
}

/** Round numbers from `min` to beyond `max`, about `wanted` of them; whole numbers where `least` is 1. */
export function ticks(min: number, max: number, wanted: number, least = 1): number[] {
  const step = Math.max(least, niceStep(Math.max(max - min, least) / Math.max(1, wanted)));
  const first = Math.floor(min / step);
  const last = Math.max(first + 1, Math.ceil(max / step));
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

const at = (x: number, y: number): string => `${round(x)} ${round(y)}`;
const round = (pixels: number): number => Math.round(pixels * 10) / 10;

export interface CostAt {
  pax: number;
  fixedCost: number;
  variableCost: number;
}

/** Cost over people: a step is a riser right after the last person of the group before it. */
export function costPath(points: readonly CostAt[], x: Scale, y: Scale): string {
  const parts: string[] = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before && before.fixedCost !== point.fixedCost) {
      parts.push(at(x(before.pax), y(point.fixedCost + before.variableCost)));
    }
    parts.push(at(x(point.pax), y(point.fixedCost + point.variableCost)));
  });
  return parts.length === 0 ? '' : `M${parts.join('L')}`;
}

export const linePath = (points: readonly { x: number; y: number }[]): string =>
  points.length === 0 ? '' : `M${points.map((point) => at(point.x, point.y)).join('L')}`;

export interface Mark {
  id: string;
  label: string;
  /** Pixels from the left edge of the plot. */
  x: number;
}

export interface PlacedMark extends Mark {
  /** Lines of text above the plot, 0 the lowest. */
  row: number;
  /** Where the text ends up, so that it stays inside. */
  anchor: 'start' | 'end';
}

/** Average width of a letter at the size of the plot's labels. */
const LETTER = 7.2;
const GAP = 8;

const lengthOf = (label: string): number => label.length * LETTER;

/**
 * Labels of marks that stand close go above one another, and turn around at the right edge. A mark's line ends
 * at its label, so a label stands above those whose lines it reaches over: none is crossed by a line.
 */
export function placeMarks(marks: readonly Mark[], width: number): PlacedMark[] {
  const turned = ({ x, label }: Mark) => x + lengthOf(label) > width && x - lengthOf(label) >= 0;
  const right = marks.filter((mark) => !turned(mark)).sort((a, b) => b.x - a.x);
  const left = marks.filter(turned).sort((a, b) => a.x - b.x);
  const placed: (PlacedMark & { from: number; to: number })[] = [];
  for (const mark of [...left, ...right]) {
    const anchor = turned(mark) ? 'end' : 'start';
    const [from, to] =
      anchor === 'end' ? [mark.x - lengthOf(mark.label), mark.x] : [mark.x, mark.x + lengthOf(mark.label)];
    const near = placed.filter((other) => from < other.to + GAP && other.from < to + GAP);
    const over = placed.filter((other) => other.x >= from - GAP && other.x <= to + GAP);
    const lowest = Math.max(0, ...over.map(({ row }) => row + 1));
    const taken = new Set(near.map(({ row }) => row));
    let row = lowest;
    while (taken.has(row)) row++;
    placed.push({ ...mark, row, anchor, from, to });
  }
  return placed.map(({ id, label, x, row, anchor }) => ({ id, label, x, row, anchor }));
}

/** Rows that the labels take. */
export const rowsOf = (placed: readonly PlacedMark[]): number =>
  placed.reduce((most, { row }) => Math.max(most, row + 1), 0);
