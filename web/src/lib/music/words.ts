import type { SessionRole } from '@ensemble/shared/accounts/rights';

/** `The Cobblestone, Dublin`; whatever of the parts is known, in that order. */
export const placeWords = (...parts: (string | null | undefined)[]): string =>
  parts.filter((part): part is string => typeof part === 'string' && part !== '').join(', ');

/** A role as people here say it, and what it allows. */
export const ROLES: Record<SessionRole, { label: string; can: string }> = {
  reader: { label: 'Reader', can: 'sees the evenings and their logs' },
  logger: { label: 'Logger', can: 'writes into the logs' },
  organiser: { label: 'Organiser', can: 'changes the session, its evenings and members' },
};

const MODES: Readonly<Record<string, string>> = {
  maj: 'major',
  min: 'minor',
  dor: 'dorian',
  mix: 'mixolydian',
  phr: 'phrygian',
  lyd: 'lydian',
  loc: 'locrian',
};

/** `Edor`, `Edorian` → `E dorian`; what is not such a key stays as it is. */
export function keyWords(key: string): string {
  const found = /^([A-G][b#♭♯]?)\s*([a-z]{3})[a-z]*$/i.exec(key);
  const mode = MODES[found?.[2]?.toLowerCase() ?? ''];
  return found?.[1] !== undefined && mode !== undefined ? `${found[1]} ${mode}` : key;
}
