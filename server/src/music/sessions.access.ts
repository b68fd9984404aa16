import { AppError, type SessionAction } from '@ensemble/shared';
import { requireViewer } from '../http/access.ts';
import type { Access } from '../http/route.ts';
import type { SessionsService } from './sessions.service.ts';

/** As `sessionAccess` for reading, by the route's `:path`. */
export const sessionPathAccess = (sessions: SessionsService): Access => ({
  label: 'session:read',
  async check({ viewer, params }) {
    const row = await sessions.repo.findByPath(params['path'] ?? '');
    if (row && (await sessions.standing(viewer, row)).may.read) return;
    throw new AppError('not-found', 'There is no such session.');
  },
});

/** May the viewer do this with the session of the route's `:id`? A hidden one does not exist to a stranger. */
export const sessionAccess = (sessions: SessionsService, action: SessionAction): Access => ({
  label: `session:${action}`,
  async check({ viewer, params }) {
    if (action !== 'read') requireViewer(viewer);
    const { may } = await sessions.standing(viewer, await sessions.get(params['id'] ?? ''));
    if (may[action]) return;
    if (may.read) throw new AppError('not-allowed', 'Your role does not allow this. Ask an organiser.');
    throw new AppError('not-found', 'There is no such session.');
  },
});
