import * as BSON from 'bson';

/**
 * An order-preserving byte key for any BSON number, equal for equal values of different types.
 *
 * The key is the largest double that is not above the value, as 8 sortable bytes, then 0 where that double is
 * exact, or 1 and how far the value lies towards the next double, as a 64-bit fraction. Decimals closer than
 * that fraction share a key; they are further apart than 34 digits of any practical amount.
 */
export function numberKey(value: unknown): Buffer {
  if (typeof value === 'number') return exact(value);
  if (value instanceof BSON.Int32 || value instanceof BSON.Double) return exact(value.valueOf());
  if (typeof value === 'bigint') return fromRational(value, 1n);
  if (value instanceof BSON.Long) {
    const nearest = value.toNumber();
    return Number.isSafeInteger(nearest) ? exact(nearest) : fromRational(value.toBigInt(), 1n);
  }
  return fromDecimal(String(value));
}

function exact(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  writeSortable(bytes, value);
  return bytes;
}

function inexact(floor: number, fraction: bigint): Buffer {
  const bytes = Buffer.alloc(17);
  writeSortable(bytes, floor);
  bytes[8] = 1;
  bytes.writeBigUInt64BE(fraction, 9);
  return bytes;
}

/** Sign bit flipped for positives, all bits for negatives; NaN is all zeros, below minus infinity. */
function writeSortable(bytes: Buffer, value: number): void {
  if (Number.isNaN(value)) return;
  bytes.writeDoubleBE(value === 0 ? 0 : value);
  const first = bytes[0] as number;
  if (first < 0x80) bytes[0] = first | 0x80;
  else for (let i = 0; i < 8; i++) bytes[i] = ~(bytes[i] as number) & 0xff;
}

function fromDecimal(text: string): Buffer {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (!parts) return exact(Number(text)); // NaN and the infinities
  const [, sign, whole = '0', decimals = '', exponentText = '0'] = parts;
  const digits = BigInt(whole + decimals) * (sign === '-' ? -1n : 1n);
  const exponent = Number(exponentText) - decimals.length;
  return exponent >= 0
    ? fromRational(digits * 10n ** BigInt(exponent), 1n)
    : fromRational(digits, 10n ** BigInt(-exponent));
}

const FULL = (1n << 64n) - 1n;

function fromRational(numerator: bigint, denominator: bigint): Buffer {
  if (numerator === 0n) return exact(0);
  let floor = nearestDouble(numerator, denominator);
  if (floor === Infinity) return inexact(Number.MAX_VALUE, FULL);
  if (floor === -Infinity) return inexact(-Infinity, FULL);
  const at = (double: number): bigint => {
    const [n, d] = asRational(double);
    return numerator * d - n * denominator; // sign of (value - double)
  };
  while (at(floor) < 0n) floor = step(floor, -1n);
  for (let above = step(floor, 1n); at(above) >= 0n; above = step(above, 1n)) floor = above;
  if (at(floor) === 0n) return exact(floor);
  const next = step(floor, 1n);
  if (next === Infinity) return inexact(floor, FULL);
  const [fn, fd] = asRational(floor);
  const [nn, nd] = asRational(next);
  // (value - floor) / (next - floor), scaled to 64 bits
  const top = (numerator * fd - fn * denominator) * nd;
  const bottom = (nn * fd - fn * nd) * denominator;
  return inexact(floor, (top << 64n) / bottom);
}

/** A double within a few steps of the quotient: 64 leading bits are kept before the division. */
function nearestDouble(numerator: bigint, denominator: bigint): number {
  const sign = numerator < 0n ? -1 : 1;
  const size = numerator < 0n ? -numerator : numerator;
  const shift = 64 - (size.toString(2).length - denominator.toString(2).length);
  const quotient =
    shift >= 0 ? (size << BigInt(shift)) / denominator : size / (denominator << BigInt(-shift));
  // Two steps, so that neither factor over- or underflows before the product does.
  const half = Math.trunc(-shift / 2);
  return sign * Number(quotient) * 2 ** half * 2 ** (-shift - half);
}

const scratch = new DataView(new ArrayBuffer(8));

/** The next double up (1n) or down (-1n). */
function step(value: number, direction: 1n | -1n): number {
  if (value === 0) return direction === 1n ? Number.MIN_VALUE : -Number.MIN_VALUE;
  scratch.setFloat64(0, value);
  const towardsInfinity = value > 0 ? direction : direction === 1n ? -1n : 1n;
  scratch.setBigInt64(0, scratch.getBigInt64(0) + towardsInfinity);
  return scratch.getFloat64(0);
}

/** A finite double as an exact fraction. */
function asRational(value: number): [numerator: bigint, denominator: bigint] {
  if (value === 0) return [0n, 1n];
  scratch.setFloat64(0, value);
  const bits = scratch.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n);
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  const signed = value < 0 ? -mantissa : mantissa;
  return exponent >= 0 ? [signed << BigInt(exponent), 1n] : [signed, 1n << BigInt(-exponent)];
}
