/** An Idempotency-Key. crypto.randomUUID exists only where the page is secure; a phone on plain HTTP still works. */
export const pressKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
