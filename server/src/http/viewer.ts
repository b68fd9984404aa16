import type { AppRole } from '@ensemble/shared';

/** The person behind a request, as far as the server itself knows them. */
export interface Viewer {
  userId: string;
  name: string;
  email: string | null;
  isGuest: boolean;
  roles: readonly AppRole[];
  /** The sign-in this request came with; signing out cuts what hangs on it. */
  authSessionId: string;
}
