import type { MeView } from '@ensemble/shared/accounts/accounts.schema';
import type { Component } from 'svelte';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import Clock from '@lucide/svelte/icons/clock';
import MapPin from '@lucide/svelte/icons/map-pin';
import Music from '@lucide/svelte/icons/music';
import Users from '@lucide/svelte/icons/users';

export interface Place {
  href: string;
  label: string;
  icon: Component<{ class?: string }>;
  /** Whether a path belongs to this place. */
  holds: (path: string) => boolean;
  /** Who is shown it; everybody unless said. */
  isFor?: (me: MeView | null) => boolean;
}

/** What has an accent of its own. */
export type Part = 'music' | 'training' | 'agenda';

const under =
  (...roots: readonly string[]) =>
  (path: string): boolean =>
    roots.some((root) => path === root || path.startsWith(`${root}/`));

const inAgenda = under('/agenda', '/board', '/check-in');
const inStudio = under('/studio', '/trips', '/bookings', '/invited');
const inBuilder = under('/session-builder', '/training-sessions', '/knowledge');

export const isHost = (me: MeView | null): boolean =>
  me?.roles.some((role) => role === 'admin' || role === 'host') ?? false;

/** Drafts of one's own need an account; guests see those they were invited to. */
const hasDrafts = (me: MeView | null): boolean =>
  me !== null && (!me.user.isGuest || me.memberships.some(({ scope }) => scope === 'draft'));

/** What is built, in the order of the header and of the tab bar. */
const PLACES: readonly Place[] = [
  { href: '/', label: 'Now', icon: Clock, holds: (path) => path === '/' },
  {
    href: '/sessions',
    label: 'Sessions',
    icon: Users,
    holds: under('/sessions'),
  },
  { href: '/tunes', label: 'Tunes', icon: Music, holds: under('/tunes') },
  { href: '/studio', label: 'Studio', icon: MapPin, holds: inStudio },
  {
    href: '/session-builder',
    label: 'Builder',
    icon: ClipboardList,
    holds: inBuilder,
    isFor: hasDrafts,
  },
  { href: '/agenda', label: 'Agenda', icon: CalendarDays, holds: inAgenda, isFor: isHost },
];

export const placesFor = (me: MeView | null): Place[] => PLACES.filter(({ isFor }) => isFor?.(me) ?? true);

/** Most of it is music. */
function partOf(path: string): Part {
  if (inBuilder(path)) return 'training';
  return inAgenda(path) || inStudio(path) ? 'agenda' : 'music';
}

/** The address of the place that a page belongs to. A dated session belongs to whoever it is a session for. */
export function placeOf(path: string, part: Part, me: MeView | null): string | null {
  if (!under('/instances')(path)) return PLACES.find(({ holds }) => holds(path))?.href ?? null;
  if (part === 'music') return '/sessions';
  if (part === 'training') return '/session-builder';
  return isHost(me) ? '/agenda' : '/studio';
}

/** An instance's own data says which part it belongs to. */
export function partOfPage(path: string, data: Record<string, unknown>): Part {
  const { part } = data;
  return part === 'agenda' || part === 'training' ? part : partOf(path);
}
