/** Whole numbers of the smallest unit (cents, hundredths of a per cent) as people type and read them. */

/**
 * What somebody typed, in the smallest unit: `12.5` with two digits is 1250. A comma is a point too, and
 * spaces group. Null for nothing; NaN for what is no amount, or has more digits than the unit knows, since
 * half a cent would be lost.
 */
export function readDecimal(text: string, digits: number): number | null {
  const tidy = text.replaceAll(/[\s\u00a0\u202f'’]/gu, '').replace('−', '-');
  if (tidy === '') return null;
  const found = /^(-?)(\d{0,13})(?:[.,](\d*))?$/.exec(tidy);
  const [, sign = '', whole = '', part = ''] = found ?? [];
  // `1.500` means fifteen hundred to some: more digits than there are is asked about, zeros too.
  if (!found || (whole === '' && part === '') || part.length > digits) return Number.NaN;
  const value = Number(`${whole || '0'}${part.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(value)) return Number.NaN;
  return sign === '-' && value !== 0 ? -value : value;
}

/** `1250` with two digits is `12.50`; for a field, so a plain point and no grouping. */
export function writeDecimal(value: number | null, digits: number): string {
  if (value === null || !Number.isFinite(value)) return '';
  const figures = String(Math.abs(value)).padStart(digits + 1, '0');
  const sign = value < 0 ? '-' : '';
  return digits === 0 ? `${sign}${figures}` : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/** Per cent have two digits after the point: rates are hundredths of a per cent. */
export const RATE_DIGITS = 2;
