import { accountPolicy } from '@ensemble/shared';
import { account, accountStanding } from '../http/access.ts';
import type { Viewer } from '../http/viewer.ts';

/** Administrators and hosts. */
export const hosts = account('host');
export const isHost = (viewer: Viewer | null): boolean => accountPolicy.host(accountStanding(viewer));
