const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether every word that was typed stands somewhere in the texts; accents do not count. */
export function matches(typed: string, ...texts: readonly (string | null | undefined)[]): boolean {
  const hay = plain(texts.filter(Boolean).join(' '));
  return plain(typed)
    .split(/\s+/u)
    .every((word) => hay.includes(word));
}
