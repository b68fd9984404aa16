import { z } from 'zod';
import { api } from '#lib/api/client.ts';
import { loadSetup } from './music.api.ts';

/** How often to look whether the demo data stands, ms. */
const LOOK_EVERY_MS = 700;

export const startDemo = () => api().post(z.unknown(), '/api/setup/demo', {});

/** Resolves when the installation is no longer empty; the load itself is the server's work. */
export async function waitForDemo(): Promise<void> {
  while ((await loadSetup(fetch)).isEmpty) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
