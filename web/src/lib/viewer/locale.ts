/** The first language of an Accept-Language header that Intl knows; `en` when there is none. */
export function firstLocale(header: string | null): string {
  for (const part of (header ?? '').split(',')) {
    const tag = part.split(';', 1)[0]?.trim() ?? '';
    if (tag === '' || tag === '*') continue;
    try {
      const [known] = Intl.DateTimeFormat.supportedLocalesOf(tag);
      if (known !== undefined) return known;
    } catch {
      // Anyone may send any header: a malformed tag is passed over.
    }
  }
  return 'en';
}
