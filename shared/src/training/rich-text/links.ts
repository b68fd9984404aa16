const HREF_MAX = 2000;

/**
 * The address as it may stand in a link, or null. A list of what is allowed, since what is dangerous is endless: web
 * pages, mail and telephone, whole, without blanks or control characters (which browsers drop: `java\nscript:`).
 */
export function safeHref(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const href = value.trim();
  if (href.length > HREF_MAX || /[\s\p{Cc}\p{Cf}\\]/u.test(href) || !href.isWellFormed()) return null;
  return /^(?:https?:\/\/[^/?#]|mailto:[^?]|tel:[+\d])/i.test(href) ? href : null;
}
