/** "Kesh / Kerrigan's", "Rolling Waves or Lonesome": other names of one tune, as people write them side by side. */
export function alternatives(text: string): string[] {
  const parts = text
    .split(/\s+\/\s+|\s*\/\s+|\s+\/\s*|\s+or\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length > 1 ? parts : [];
}
