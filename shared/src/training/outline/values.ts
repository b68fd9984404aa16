import type * as Y from 'yjs';
import { DURATION_MAX_MINUTES } from '../metadata.schema.ts';
import { ORIGINS, SectionKind, type Origin, type SourceRef } from '../outline.schema.ts';
import { isUsableId } from './shape.ts';

/** Values as clients may have written them, to values as the schemas have them. */

const INVISIBLE = /[\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;
const LINE_BREAKS = /\s*[\t\n\r\u0085\u2028\u2029]+\s*/g;

const cut = (text: string, max: number): string => text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');

/** As `text` of the schemas would have it; longer than `max` is cut, never in half of a character. */
export function cleanLines(value: unknown, max: number): string {
  if (typeof value !== 'string') return '';
  // Bounded before the patterns run: what follows may only make it shorter.
  const text = value
    .slice(0, max * 4)
    .toWellFormed()
    .replaceAll(INVISIBLE, '')
    .replaceAll(CONTROL, '')
    .trim();
  return cut(text, max).trim();
}

/** As `requiredText`, but it may be empty. */
export const cleanLine = (value: unknown, max: number): string =>
  typeof value === 'string' ? cleanLines(value.slice(0, max * 4).replaceAll(LINE_BREAKS, ' '), max) : '';

export const textOf = (text: Y.Text | undefined): string => text?.toJSON() ?? '';

/** Whole minutes; 0 where there is no number. */
export function minutesOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 0;
  return Math.min(Math.max(Math.round(value), 0), DURATION_MAX_MINUTES);
}

export const LABEL_MAX = 120;
export const TOPIC_LABELS_MAX = 20;
export const MATERIALS_MAX = 40;

/** Short lines; empty ones and what is not text are left out. */
export const labelsOf = (value: unknown, max: number): string[] =>
  Array.isArray(value)
    ? value
        .slice(0, max * 2)
        .map((label) => cleanLine(label, LABEL_MAX))
        .filter((label) => label !== '')
        .slice(0, max)
    : [];

export const kindOf = (value: unknown): string => {
  const kind = SectionKind.safeParse(value);
  return kind.success ? kind.data : 'activity';
};

export const idOf = (value: unknown): string | null => (isUsableId(value) ? value : null);

export const originOf = (value: unknown): Origin => ORIGINS.find((origin) => origin === value) ?? 'user';

export const SOURCES_MAX = 100;
const SOURCE_TEXT_MAX = 1000;

function sourceOf(value: unknown): SourceRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, documentId, title, heading } = value as Record<string, unknown>;
  if (!isUsableId(id) || !isUsableId(documentId)) return null;
  return {
    id,
    documentId,
    title: cleanLine(title, SOURCE_TEXT_MAX),
    heading: cleanLine(heading, SOURCE_TEXT_MAX),
  };
}

export const sourcesOf = (value: unknown): SourceRef[] =>
  Array.isArray(value)
    ? value
        .slice(0, SOURCES_MAX)
        .map(sourceOf)
        .filter((source) => source !== null)
    : [];

/** Sorts what has no usable order behind everything that has. */
const NO_ORDER = '\uffff';
const LONGEST_ORDER = 1000;

export const orderOf = (value: unknown): string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_ORDER ? value : NO_ORDER;

/** Whether two plain values are alike; `b` is one of ours and shallow, `a` may be anything. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const wanted = Object.entries(b);
  return (
    Object.keys(a).length === wanted.length &&
    wanted.every(([key, value]) => sameValue((a as Record<string, unknown>)[key], value))
  );
}
