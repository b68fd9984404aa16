import { decimalOf, minorDigits, NO_CURRENCY } from '@ensemble/shared/agenda/money';

/** Money as people read and type it. Amounts are integers in minor units, and never pass through a float. */

const formats = new Map<string, Intl.NumberFormat>();

/** Building a formatter costs far more than using it, and a table needs the same few. */
function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

const fixed = (digits: number): Intl.NumberFormatOptions => ({
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});

/** Decimal text is formatted digit by digit; the type knows it only as a literal. */
const decimal = (minor: number, currency: string) => decimalOf(minor, currency) as `${number}`;

/** `€84.00`, `84,00 €`, `¥840`: as the viewer's locale writes it. A bare number where there is no currency. */
export const sayMoney = (minor: number, currency: string, locale: string): string =>
  currency === NO_CURRENCY
    ? format(locale, fixed(2)).format(decimal(minor, currency))
    : format(locale, { style: 'currency', currency }).format(decimal(minor, currency));

/** With its sign, for results that may be losses: `+€15.00`. */
export const sayResult = (minor: number, currency: string, locale: string): string => {
  const signed: Intl.NumberFormatOptions = { signDisplay: 'exceptZero' };
  return currency === NO_CURRENCY
    ? format(locale, { ...fixed(2), ...signed }).format(decimal(minor, currency))
    : format(locale, { style: 'currency', currency, ...signed }).format(decimal(minor, currency));
};

/** For an axis, where a cent would be noise: `€1.2K`. */
export const sayRoughly = (minor: number, currency: string, locale: string): string =>
  format(locale, {
    notation: 'compact',
    maximumFractionDigits: 1,
    ...(currency === NO_CURRENCY ? {} : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }),
  }).format(decimal(minor, currency));

/** A fraction of 1: `31 %` as the locale writes it. */
export const sayShare = (share: number, locale: string): string =>
  format(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** What a field holds for it: no sign of the currency, no grouping. */
export const amountText = (minor: number | null, currency: string, locale: string): string =>
  minor === null ? '' : inFigures(decimal(minor, currency), minorDigits(currency), locale);

/** 1250 hundredths of a per cent → `12.5`. */
export const percentText = (bps: number, locale: string): string =>
  format(locale, { useGrouping: false, maximumFractionDigits: 2, numberingSystem: 'latn' }).format(
    decimalOf(bps, 'EUR') as `${number}`,
  );

const inFigures = (value: `${number}`, digits: number, locale: string): string =>
  format(locale, { ...fixed(digits), useGrouping: false, numberingSystem: 'latn' }).format(value);

export type Typed = { value: number } | { message: string };

/** How this locale writes 1234.5. */
function marksOf(locale: string): { point: string; group: string } {
  const parts = format(locale, { useGrouping: true, numberingSystem: 'latn' }).formatToParts(1_234_567.5);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { point: of('decimal') || '.', group: of('group') };
}

/**
 * Where the whole part ends: a single comma or point is the locale's own decimal sign; the locale's sign for
 * thousands only where it stands before exactly three figures. Null when the text cannot be read either way.
 */
function split(figures: string, locale: string): { whole: string; fraction: string } | null {
  const marks = [...figures.matchAll(/[.,]/g)].map(({ 0: mark, index }) => ({ mark, index }));
  const last = marks.at(-1);
  if (last === undefined) return { whole: figures, fraction: '' };
  const kinds = new Set(marks.map(({ mark }) => mark));
  const alone = marks.length === 1;
  const { point, group } = marksOf(locale);
  const grouped = (text: string) => /^\d{1,3}([.,]\d{3})+$/.test(text);
  const isGrouping = alone
    ? last.mark !== point && last.mark === group && grouped(figures)
    : kinds.size === 1;
  if (isGrouping) return grouped(figures) ? { whole: figures.replace(/[.,]/g, ''), fraction: '' } : null;
  const whole = figures.slice(0, last.index);
  if (!alone && (whole.includes(last.mark) || !grouped(whole))) return null;
  return { whole: whole.replace(/[.,]/g, ''), fraction: figures.slice(last.index + 1) };
}

/**
 * Reads a decimal with at most `digits` after the point, as an integer of the last of them. Nothing is rounded:
 * more digits than there are is a mistake to point at.
 */
function readDecimal(text: string, digits: number, locale: string, example: string): Typed {
  const bare = text.replace(/[\s\u200e\u200f\u061c'’]|\p{Sc}/gu, '').replace(/^[−–]/, '-');
  const found = /^([+-]?)((?:\d[\d.,]*|[.,]\d+))$/.exec(bare);
  const parts = found?.[2] === undefined ? null : split(found[2], locale);
  if (parts === null) return { message: `Write a number such as ${example}.` };
  const fraction = parts.fraction.replace(/0+$/, '');
  if (fraction.length > digits) {
    return {
      message:
        digits === 0 ? 'Must be a whole number.' : `Must have at most ${digits} digits after the point.`,
    };
  }
  const value = Number(
    `${found?.[1] === '-' ? '-' : ''}${parts.whole || '0'}${fraction.padEnd(digits, '0')}`,
  );
  return Number.isSafeInteger(value) ? { value: value === 0 ? 0 : value } : { message: 'Is too large.' };
}

/** `84`, `84.5`, `1,234.50`, `84,00 €` → minor units. */
export const readAmount = (text: string, currency: string, locale: string): Typed =>
  readDecimal(
    text.replace(new RegExp(`^\\s*${currency}|${currency}\\s*$`, 'i'), ''),
    minorDigits(currency),
    locale,
    amountText(minorDigits(currency) === 0 ? 12 : 12.5 * 10 ** minorDigits(currency), currency, locale),
  );

/** `12.5` or `12.5 %` → 1250 hundredths of a per cent. */
export const readPercent = (text: string, locale: string): Typed =>
  readDecimal(text.replace(/%\s*$/, ''), 2, locale, percentText(1250, locale));
