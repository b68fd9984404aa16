import type { SessionMetadataPatch } from '@ensemble/shared/training/metadata.schema';
import { goto } from '$app/navigation';
import { createDraft } from '#lib/api/training.ts';
import { randomKey } from '#lib/api/client.ts';

/**
 * Answers a function that makes a draft and goes to its setup. Pressed again after a lost answer it is the same
 * draft, since it asks under one key until it has succeeded.
 */
export function draftMaker(): (metadata: SessionMetadataPatch) => Promise<void> {
  let idempotencyKey = randomKey();
  return async (metadata) => {
    const { id } = await createDraft(metadata, { idempotencyKey });
    idempotencyKey = randomKey();
    await goto(`/session-builder/${id}?step=setup`);
  };
}
