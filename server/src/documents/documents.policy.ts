import { accountPolicy } from '@ensemble/shared';
import { accountStanding } from '../http/access.ts';
import type { Viewer } from '../http/viewer.ts';
import type { InstancesService } from '../instances/index.ts';
import type { DocumentRow, Subject } from './documents.repo.ts';

export const isHost = (viewer: Viewer | null): boolean => accountPolicy.host(accountStanding(viewer));

/** How somebody stands to what a note is about. */
export interface Rights {
  /** See what is public about it. */
  read: boolean;
  /** See the rest, and write. */
  write: boolean;
}

/**
 * Cities, stacks and paths are open to everybody and written about by hosts. Whose an instance is says its own
 * domain: its guides write; where nobody else may see it, nobody else sees notes on it either.
 */
export async function rightsOn(
  instances: InstancesService,
  viewer: Viewer | null,
  { kind, id }: Subject,
): Promise<Rights> {
  if (kind !== 'instance') return { read: true, write: isHost(viewer) };
  const row = await instances.repo.find(id);
  if (!row) return { read: false, write: false };
  return {
    read: await instances.owners.may(viewer, row, 'read'),
    write: viewer !== null && (await instances.owners.may(viewer, row, 'log')),
  };
}

export const maySee = ({ isPublic }: DocumentRow, { read, write }: Rights): boolean =>
  write || (read && isPublic);
