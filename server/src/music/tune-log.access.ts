import type { Accounts } from '../accounts/index.ts';
import type { CollabAccess, Principal } from '../collab/index.ts';
import type { InstancesService } from '../instances/index.ts';
import type { SessionsService } from './sessions.service.ts';

/**
 * What somebody may do with an evening's log, by the same table of rights as REST. A complete log is
 * read-only. An invitation link alone lets one read: writing needs a name to stand beside each tune.
 */
export const tuneLogAccess =
  (deps: {
    accounts: Pick<Accounts, 'viewerById' | 'invite'>;
    instances: InstancesService;
    sessions: SessionsService;
  }) =>
  async (principal: Principal | null, instanceId: string, token: string | null): Promise<CollabAccess> => {
    const row = /^[0-9a-f]{24}$/.test(instanceId) ? await deps.instances.repo.find(instanceId) : null;
    if (row?.source.kind !== 'session') return 'absent';
    const session = await deps.sessions.repo.find(row.source.id.toHexString());
    if (!session) return 'absent';
    const viewer = principal ? await deps.accounts.viewerById(principal.userId) : null;
    const { may } = await deps.sessions.standing(viewer, session);
    if (may.log) return row.logCompletedAt ? 'read' : 'write';
    if (may.read) return 'read';
    const invite = token === null ? null : await deps.accounts.invite(token);
    return invite?.scope === 'session' && invite.scopeId === session._id.toHexString() ? 'read' : 'none';
  };
