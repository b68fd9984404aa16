/**
 * `Úna Bhán` → `ÚB`, `seán` → `SE`, `Mary 🎻` → `MA`: letters and figures only, which every screen can
 * draw so small. The first sign where there are none, and a dot for nothing at all.
 */
export function initialsOf(name: string): string {
  const spelt = name.replace(/[^\p{L}\p{M}\p{N}\s]/gu, '');
  const words = (/\S/.test(spelt) ? spelt : name).trim().split(/\s+/u).filter(Boolean);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  const letters = last === '' ? [...first].slice(0, 2) : [[...first][0] ?? '', [...last][0] ?? ''];
  return letters.join('').toLocaleUpperCase() || '·';
}

/**
 * A hue of the colour circle, 0 to 359, the same for the same id everywhere. Ids made one after the
 * other differ in their last signs alone, so the bits are mixed (the finaliser of MurmurHash3): people
 * who joined in one minute still get hues far apart.
 */
export function toneOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 360;
}
