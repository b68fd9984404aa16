import { firstLocale } from '#lib/viewer/locale.ts';
import { THEME_COOKIE, readTheme } from '#lib/viewer/theme.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ request, cookies }) => ({
  locale: firstLocale(request.headers.get('accept-language')),
  drawnAt: Date.now(),
  theme: readTheme(cookies.get(THEME_COOKIE)),
});
