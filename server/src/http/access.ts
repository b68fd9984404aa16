import { AppError, type AccountAction, type AccountStanding, accountPolicy } from '@ensemble/shared';
import type { Access } from './route.ts';
import type { Viewer } from './viewer.ts';

export const anyone: Access = { label: 'anyone', check: () => undefined };

export const signedIn: Access = {
  label: 'signed-in',
  check: ({ viewer }) => {
    requireViewer(viewer);
  },
};

/** What the account as a whole may do, by the table in shared/accounts/rights.ts. */
export const account = (action: AccountAction): Access => ({
  label: `account:${action}`,
  check: ({ viewer }) => {
    requireViewer(viewer);
    if (!accountPolicy[action](accountStanding(viewer))) {
      throw new AppError('not-allowed', 'Your account does not have this right.');
    }
  },
});

export function requireViewer(viewer: Viewer | null): asserts viewer is Viewer {
  if (!viewer) throw new AppError('not-signed-in', 'Sign in to do this.');
}

export const accountStanding = (viewer: Viewer | null): AccountStanding => ({
  isSignedIn: viewer !== null,
  isGuest: viewer?.isGuest ?? false,
  roles: viewer?.roles ?? [],
});
