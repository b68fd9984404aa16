/** What the public pages say of a session, in plain words. */

/** Workshops and people who stand behind it, as far as they are public. */
export function partnerNames(data: Readonly<Record<string, unknown>>): string[] {
  const partners = data['partners'];
  if (!Array.isArray(partners)) return [];
  return partners.flatMap((partner: unknown) => {
    const name: unknown =
      typeof partner === 'object' && partner !== null ? Reflect.get(partner, 'name') : partner;
    return typeof name === 'string' && name !== '' ? [name] : [];
  });
}

/** `new-york` → `New York`: what to call a city until its name is here. */
export const slugWords = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
