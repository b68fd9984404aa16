import { decimalOf, NO_CURRENCY } from '@ensemble/shared/agenda/money';

/** Money as people read it. Amounts are integers in minor units, and never pass through a float. */

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

/** `GBP 1 = EUR 1.15`: a rate as it was written down, digit by digit. */
export const sayExchange = ({ from, to, rate }: { from: string; to: string; rate: string }): string =>
  `${from} 1 = ${to} ${rate}`;

/** A share in hundredths of a per cent: `12.5%`. */
export const sayRate = (bps: number, locale: string): string =>
  format(locale, { style: 'percent', maximumFractionDigits: 2 }).format(bps / 10_000);

/** Currencies by the names people know, for choosing one; `present` is in the list whatever the browser knows. */
export function currencyOptions(locale: string, present: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency' });
  return [...new Set([...Intl.supportedValuesOf('currency'), present])]
    .map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}
