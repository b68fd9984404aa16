import { safeHref } from '@ensemble/shared/training/rich-text/links';

/** `example.org/page`, as people type it. */
const BARE = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?(?:[/?#]\S*)?$/u;
const MAIL = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;

/** The address that was meant; null where it leads nowhere that a link may lead. */
export function linkAddress(text: string): string | null {
  const typed = text.trim();
  if (MAIL.test(typed)) return safeHref(`mailto:${typed}`);
  const href = safeHref(BARE.test(typed) ? `https://${typed}` : typed);
  return href !== null && URL.canParse(href) ? href : null;
}
