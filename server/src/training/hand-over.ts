import type { Accounts, GuestHandOver } from '../accounts/index.ts';
import type { CommentsService } from './comments.service.ts';
import type { DraftRows } from './draft-rows.ts';
import type { TrainingPart } from './drafts.port.ts';
import type { TrainingEvents } from './events.ts';
import type { VersionsRepo } from './versions.repo.ts';

/** A guest became an account: what they own, kept and said is the account's. Safe to repeat. */
export const handOverDrafts =
  (deps: {
    rows: DraftRows;
    versions: VersionsRepo;
    comments: CommentsService;
    events: TrainingEvents;
    accounts: Pick<Accounts, 'namesOf'>;
    parts: readonly TrainingPart[];
  }): GuestHandOver =>
  async (guestId, accountId) => {
    const { rows, versions, comments, events, accounts, parts } = deps;
    const name = (await accounts.namesOf([accountId])).get(accountId)?.name ?? 'Somebody';
    await rows.repo.reassignOwner(guestId, accountId);
    await versions.reassign(guestId, { id: accountId, name });
    await events.handOver(guestId, accountId);
    for (const draftId of await rows.repo.idsWhere({ commentAuthorIds: guestId })) {
      await comments.handOver(draftId, guestId, { id: accountId, name });
    }
    for (const part of parts) await part.handOver?.(guestId, accountId);
  };
