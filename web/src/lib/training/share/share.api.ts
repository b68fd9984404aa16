import {
  DraftInviteView,
  type DraftMemberView,
  DraftMembersView,
  DraftMemberView as MemberAnswer,
} from '@ensemble/shared/accounts/accounts.schema';
import type { DraftRole } from '@ensemble/shared/training/rights';
import { api } from '#lib/api/client.ts';

/** Who works on a draft, and the links that let people in. */

/** With an address the link is mailed there too. */
export const inviteTo = (draftId: string, role: DraftRole, email: string | null) =>
  api().post(DraftInviteView, `/api/drafts/${draftId}/invites`, {
    role,
    ...(email === null ? {} : { email }),
  });
/** Every link of the draft stops working; who is in stays in. */
export const withdrawInvites = (draftId: string) => api().delete(`/api/drafts/${draftId}/invites`);

export const loadMembers = async (draftId: string): Promise<DraftMemberView[]> =>
  (await api().get(DraftMembersView, `/api/drafts/${draftId}/members`)).items;
export const setMemberRole = (draftId: string, userId: string, role: DraftRole) =>
  api().put(MemberAnswer, `/api/drafts/${draftId}/members/${userId}`, { role });
export const removeMember = (draftId: string, userId: string) =>
  api().delete(`/api/drafts/${draftId}/members/${userId}`);
