/** What of an instance's or a week's `data` anybody may read: its colour, never terms, people or notes. */
const OPEN = ['seasonMode', 'rhythmTag', 'storyFocus', 'energyLevel', 'experience', 'guild'] as const;

export function publicData(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const open = Object.fromEntries(OPEN.filter((name) => name in data).map((name) => [name, data[name]]));
  const partners: unknown = data['partners'];
  return Array.isArray(partners) ? { ...open, partners: partners.map(publicPartner) } : open;
}

/** A partner is a name, or a name with a role and whatever else was noted. */
function publicPartner(partner: unknown): unknown {
  if (typeof partner !== 'object' || partner === null) return partner;
  return Object.fromEntries(
    ['name', 'role'].filter((name) => name in partner).map((name) => [name, Reflect.get(partner, name)]),
  );
}
