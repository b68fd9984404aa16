import { AnalyticsQuery, TrainingAnalytics } from '@ensemble/shared/training';
import { requireViewer, signedIn } from '../../http/access.ts';
import { route, type RouteDefinition } from '../../http/route.ts';
import type { Analytics } from './analytics.service.ts';

export const analyticsRoutes = (analytics: Analytics): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/training/analytics',
    summary:
      'What was generated, chosen, published and failed, of the drafts the viewer may read; days in UTC',
    tag: 'Training analytics',
    access: signedIn,
    query: AnalyticsQuery,
    answer: TrainingAnalytics,
    async handle({ viewer, query }) {
      requireViewer(viewer);
      return analytics.of(viewer, query);
    },
  }),
];
