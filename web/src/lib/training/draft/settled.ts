import type { CollabDoc } from '#lib/collab/collab-doc.svelte.ts';

const TRIES = 50;
const BETWEEN_MS = 100;

/**
 * Resolves when everything typed here is saved, or after a moment: what the server is asked to do next should find
 * it. Without a connection it is not waited for longer, and the question itself fails.
 */
export async function settled(collab: CollabDoc): Promise<void> {
  for (let tries = 0; tries < TRIES && collab.unsaved > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}
