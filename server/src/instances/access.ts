import { AppError, type SessionAction } from '@ensemble/shared';
import { requireViewer } from '../http/access.ts';
import type { Access } from '../http/route.ts';
import type { InstancesService } from './instances.service.ts';

/**
 * May the viewer do this with the instance of the route's `:id`? Who may not even read it is told that it
 * does not exist; who may read but not write is told so.
 */
export const instanceAccess = (instances: InstancesService, action: SessionAction): Access => ({
  label: `instance:${action}`,
  async check({ viewer, params }) {
    if (action !== 'read') requireViewer(viewer);
    const row = await instances.get(params['id'] ?? '');
    if (await instances.owners.may(viewer, row, action)) return;
    if (action !== 'read' && (await instances.owners.may(viewer, row, 'read'))) {
      throw new AppError('not-allowed', 'Your role does not allow this. Ask an organiser.');
    }
    throw new AppError('not-found', 'There is no such instance.');
  },
});
