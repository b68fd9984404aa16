import { z } from 'zod';

/** Who is behind an awareness state. The server writes it; a client's own value is overwritten. */
export const PresenceUser = z.object({
  id: z.string(),
  name: z.string(),
  guest: z.boolean(),
  /** A CSS colour for cursors and badges. */
  color: z.string(),
});
export type PresenceUser = z.infer<typeof PresenceUser>;

/** One person in one document, however many tabs and phones they have open. */
export const Presence = z.object({
  user: PresenceUser,
  access: z.enum(['read', 'comment', 'write']).optional(),
  /** Awareness client ids (Yjs client ids) this person speaks through. */
  clientIds: z.array(z.number().int().nonnegative()),
});
export type Presence = z.infer<typeof Presence>;

const PALETTE = ['#b3261e', '#0b6b4f', '#7a4f00', '#1f5fa8', '#7b3fa0', '#8a3b12', '#00696f', '#a0326b'];

/** The same person gets the same colour everywhere, without anyone storing it. */
export function presenceColor(userId: string): string {
  let hash = 0;
  for (let i = 0; i < userId.length; i++) hash = (Math.imul(hash, 31) + userId.charCodeAt(i)) >>> 0;
  return PALETTE[hash % PALETTE.length] as string;
}
