import type { ExchangeRate } from './overlay.schema.ts';

/** Amounts are integers in minor units; nothing here adds two currencies without a written-down rate. */

/** Where nobody said which currency: ISO 4217's own code for that. */
export const NO_CURRENCY = 'XXX';

const digitsKnown = new Map<string, number>();

/** Digits after the point, as ISO 4217 has them: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  let digits = digitsKnown.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsKnown.set(currency, digits);
  }
  return digits;
}

/** `-12.50`, for machines: a point, no grouping, no sign of the currency. */
export function decimalOf(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const figures = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${figures}` : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/** Throws `RangeError` for what a number no longer counts exactly, rather than be a cent wrong. */
export function exact(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError('an amount is too large to be counted exactly');
  return minor;
}

/** Quotient rounded to the nearest, halves away from zero. `divisor` is positive. */
function divideRounded(value: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return value < 0n ? -((-value + half) / divisor) : (value + half) / divisor;
}

/** `minor` × `rateBps` hundredths of a per cent, halves away from zero. */
export const shareOfBps = (minor: number, rateBps: number): number =>
  exact(Number(divideRounded(BigInt(minor) * BigInt(rateBps), 10_000n)));

/** In the rate's target currency, minor units; halves away from zero. Exact: decimals, not floats. */
export function convert(minor: number, rate: ExchangeRate): number {
  const [whole = '0', fraction = ''] = rate.rate.split('.');
  const scaled = BigInt(minor) * BigInt(whole + fraction) * 10n ** BigInt(minorDigits(rate.to));
  const divisor = 10n ** BigInt(fraction.length + minorDigits(rate.from));
  return exact(Number(divideRounded(scaled, divisor)));
}

/**
 * The written-down rate from one currency to another, the latest by date. Null when there is none: the inverse
 * of a rate and a way through a third currency are other rates, which somebody would have to write down.
 */
export function rateFor(from: string, to: string, rates: readonly ExchangeRate[]): ExchangeRate | null {
  const known = rates.filter((rate) => rate.from === from && rate.to === to);
  return known.reduce<ExchangeRate | null>(
    (best, rate) => (best && best.date >= rate.date ? best : rate),
    null,
  );
}

/**
 * Shares `minor` out by weight so that the shares add up to it: rounded down, and the units left over go one
 * each to the largest remainders, earlier ones first. Without any weight the first gets it all.
 */
export function shareOut(minor: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map((_, index) => (index === 0 ? minor : 0));
  const sign = minor < 0 ? -1 : 1;
  const amount = BigInt(Math.abs(minor));
  const parts = weights.map((weight, index) => {
    const product = amount * BigInt(weight);
    return { index, share: product / BigInt(total), remainder: product % BigInt(total) };
  });
  let over = amount - parts.reduce((sum, { share }) => sum + share, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (over === 0n) break;
    part.share += 1n;
    over -= 1n;
  }
  return parts.map(({ share }) => (share === 0n ? 0 : sign * Number(share)));
}
