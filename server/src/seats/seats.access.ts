import { AppError } from '@ensemble/shared';
import { requireViewer } from '../http/access.ts';
import type { Access } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import { instanceAccess, type InstancesService } from '../instances/index.ts';
import type { SeatsService } from './seats.service.ts';

/** Whoever may see an instance may book it, once we know who it is. */
export function mayBook(instances: InstancesService): Access {
  const read = instanceAccess(instances, 'read');
  return {
    label: 'instance:read, signed in',
    async check(context) {
      requireViewer(context.viewer);
      await read.check(context);
    },
  };
}

/**
 * Who booked it, or a guide of the instance. With `guests: false` a guest's own does not suffice: their holds are
 * confirmed by a guide.
 */
export function ownOrGuide(
  { instances, seats }: { instances: InstancesService; seats: SeatsService },
  { guests }: { guests: boolean },
): Access {
  const guide = instanceAccess(instances, 'log');
  return {
    label: 'reservation:own, or instance:log',
    async check(context) {
      const { viewer, params } = context;
      requireViewer(viewer);
      if (guests || !viewer.isGuest) {
        if (await seats.isOwn(viewer, params['id'] ?? '', params['rid'] ?? '')) return;
      }
      await guide.check(context);
    },
  };
}

/** Who booked it, guests too, and nobody else. */
export function own({ instances, seats }: { instances: InstancesService; seats: SeatsService }): Access {
  const read = instanceAccess(instances, 'read');
  return {
    label: 'reservation:own',
    async check(context) {
      const { viewer, params } = context;
      requireViewer(viewer);
      if (await seats.isOwn(viewer, params['id'] ?? '', params['rid'] ?? '')) return;
      await read.check(context);
      throw new AppError('not-allowed', 'Only who booked it may ask for this.');
    },
  };
}

export const isGuideOf = async (
  instances: InstancesService,
  viewer: Viewer,
  instanceId: string,
): Promise<boolean> => instances.owners.may(viewer, await instances.get(instanceId), 'log');

/** A reservation of a trip is planned by those who run the instance; null for them. */
export const refusalForTrip = async (
  instances: InstancesService,
  viewer: Viewer,
  instanceId: string,
): Promise<AppError | null> =>
  (await isGuideOf(instances, viewer, instanceId))
    ? null
    : new AppError('not-allowed', 'Only guides may book for a trip.');
