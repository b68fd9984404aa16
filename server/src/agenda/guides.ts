/** User ids of those who run a session: its guide and their apprentices, as noted in its `data`. */
export function guidesOf({ guidePrimaryId, apprenticeIds }: Readonly<Record<string, unknown>>): Set<string> {
  const listed: readonly unknown[] = Array.isArray(apprenticeIds) ? apprenticeIds : [];
  return new Set([guidePrimaryId, ...listed].filter((id): id is string => typeof id === 'string'));
}
