/** How the pages are drawn: `system` follows the device. Kept in a cookie, so the server draws it right at once. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'theme';

export const readTheme = (value: string | undefined | null): Theme =>
  THEMES.find((theme) => theme === value) ?? 'system';

/** Switches this page now and every later one. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${365 * 86_400}; samesite=lax`;
}
