import type { Component } from 'svelte';
import Clock from '@lucide/svelte/icons/clock';
import Music from '@lucide/svelte/icons/music';
import Users from '@lucide/svelte/icons/users';

export interface Place {
  href: string;
  label: string;
  icon: Component<{ class?: string }>;
  /** Whether a path belongs to this place. */
  holds: (path: string) => boolean;
}

/** What is built, in the order of the header and of the tab bar. */
export const PLACES: readonly Place[] = [
  { href: '/', label: 'Now', icon: Clock, holds: (path) => path === '/' },
  {
    href: '/sessions',
    label: 'Sessions',
    icon: Users,
    holds: (path) => path.startsWith('/sessions') || path.startsWith('/instances'),
  },
  { href: '/tunes', label: 'Tunes', icon: Music, holds: (path) => path.startsWith('/tunes') },
];
