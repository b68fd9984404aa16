/**
 * An id of 24 hex digits, as the rest of the data has: eight of time, sixteen of chance, so that
 * phones without a connection never make the same one.
 */
export function newEntryId(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0')
    .slice(-8);
  const chance = crypto.getRandomValues(new Uint8Array(8));
  return seconds + Array.from(chance, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
