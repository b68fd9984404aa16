import { Id, page, PageQuery } from '@ensemble/shared';
import {
  InvitationAccept,
  InvitationCreate,
  InvitationPreview,
  InvitationView,
} from '@ensemble/shared/agenda';
import { ReservationView } from '@ensemble/shared/seats';
import { z } from 'zod';
import { anyone, requireViewer, signedIn } from '../http/access.ts';
import { route, type RouteDefinition, withStatus } from '../http/route.ts';
import { instanceAccess, type InstancesService } from '../instances/index.ts';
import { listPage } from '../records/index.ts';
import { countMail, type MailLimits } from '../mail/mail-limits.ts';
import type { InvitationMails } from './invitation-mails.ts';
import type { InvitationsService } from './invitations.service.ts';

const tag = 'Invitations';
const params = z.object({ id: Id });
const Token = z.object({ token: z.string().regex(/^[\w-]{20,64}$/, 'is not one of our links') });

export interface InvitationRoutesDeps {
  invitations: InvitationsService;
  instances: InstancesService;
  mails: InvitationMails;
  limits: MailLimits;
  background(work: Promise<unknown>): void;
}

export function invitationRoutes({
  invitations,
  instances,
  mails,
  limits,
  background,
}: InvitationRoutesDeps): RouteDefinition[] {
  const access = instanceAccess(instances, 'log');
  return [
    route({
      method: 'get',
      path: '/instances/:id/invitations',
      summary: 'Who was invited, the newest first; for guides',
      tag,
      access,
      params,
      query: PageQuery,
      answer: page(InvitationView),
      async handle({ params: { id }, query }) {
        const instance = await instances.get(id);
        return listPage(invitations.records.repo, { instanceId: id }, query, (row) =>
          invitations.present(row, instance),
        );
      },
    }),
    route({
      method: 'post',
      path: '/instances/:id/invitations',
      summary: 'Make a link by which somebody takes seats, once',
      tag,
      access,
      params,
      body: InvitationCreate,
      status: 201,
      answer: InvitationView,
      problems: ['cancelled', 'completed'],
      // What HTTP keeps for repeats would hold the link as anybody can use it.
      keepsOwnAnswers: 'successes',
      async handle({ params: { id }, body, newId, viewer, req, res }) {
        requireViewer(viewer);
        const { email } = body;
        const mayMail = async (): Promise<void> => {
          if (email !== null) await countMail(limits, { userId: viewer.userId, email, req });
        };
        const { view, isRepeat } = await invitations.create(newId(), id, body, mayMail);
        if (isRepeat) res.setHeader('Idempotency-Replayed', 'true');
        else background(mails.send(view));
        return view;
      },
      async refuseBody({ params: { id }, newId, res }, refused) {
        const view = await invitations.made(newId(), id);
        if (!view) throw refused;
        res.setHeader('Idempotency-Replayed', 'true');
        return view;
      },
    }),
    route({
      method: 'delete',
      path: '/instances/:id/invitations/:iid',
      summary: 'Withdraw an invitation that nobody has used',
      tag,
      access,
      params: z.object({ id: Id, iid: Id }),
      status: 204,
      problems: ['already-accepted'],
      handle: ({ params: { id, iid } }) => invitations.revoke(id, iid),
    }),
    route({
      method: 'get',
      path: '/invitations/:token',
      summary: 'What a link invites to, with the seats that are left',
      tag,
      access: anyone,
      params: Token,
      answer: InvitationPreview,
      handle: ({ params: { token } }) => invitations.preview(token),
    }),
    route({
      method: 'post',
      path: '/invitations/:token/accept',
      summary: 'Take the seats, confirmed at once, guests too; 200 for a repeat of the same person',
      tag,
      access: signedIn,
      params: Token,
      body: InvitationAccept,
      status: 201,
      answer: ReservationView,
      problems: ['withdrawn', 'expired', 'already-accepted', 'seats-unavailable', 'cancelled', 'completed'],
      async handle({ params: { token }, body, viewer }) {
        requireViewer(viewer);
        const { reservation, isNew } = await invitations.accept(viewer, token, body);
        return isNew ? reservation : withStatus(200, reservation);
      },
    }),
  ];
}
