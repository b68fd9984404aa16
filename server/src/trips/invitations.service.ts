import { createHash, createHmac } from 'node:crypto';
import { AppError, type Clock, invalidField } from '@ensemble/shared';
import {
  type InvitationAccept,
  type InvitationCreate,
  type InvitationPreview,
  InvitationView,
} from '@ensemble/shared/agenda';
import type { ReservationView } from '@ensemble/shared/seats';
import { derivedId } from '../http/ids.ts';
import type { Viewer } from '../http/viewer.ts';
import { type InstanceRow, type InstancesService, presentInstance } from '../instances/index.ts';
import { type FieldsOf, presentAs, Records } from '../records/index.ts';
import type { SeatsService } from '../seats/index.ts';
import type { InvitationRow, TripRepos } from './trips.models.ts';

const WRITE_ATTEMPTS = 20;

export interface InvitationsDeps {
  repos: TripRepos;
  instances: InstancesService;
  seats: SeatsService;
  clock: Clock;
  publicOrigin: string;
  /** The house's own: links follow from it, so that a repeated call can answer one that is stored nowhere. */
  secret: string;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/**
 * Links by which somebody takes seats of an instance, once. The seats are the instance's alone: the reservation's id
 * follows from the invitation's, so however many accept at once, there is one.
 */
export class InvitationsService {
  readonly records: Records<InvitationRow>;
  readonly #deps: InvitationsDeps;

  constructor(deps: InvitationsDeps) {
    this.#deps = deps;
    this.records = new Records({ noun: 'invitation', repo: deps.repos.invitations });
  }

  /**
   * Its link is in this answer, and in that of a repeat with the same `id`, and stored nowhere. `mayMake` is asked
   * before a new one is made, and throws when there may be none.
   */
  async create(
    id: string,
    instanceId: string,
    { expiresAt, ...fields }: InvitationCreate,
    mayMake: () => Promise<void>,
  ): Promise<{ view: InvitationView; isRepeat: boolean }> {
    const { clock, instances } = this.#deps;
    const made = await this.made(id, instanceId);
    if (made) return { view: made, isRepeat: true };
    const instance = await instances.get(instanceId);
    const until = expiresAt === null ? null : new Date(expiresAt);
    if (until !== null && until.getTime() <= clock.now())
      throw invalidField('expiresAt', 'must be in the future');
    const { capacityMax } = instance;
    if (capacityMax !== null && fields.seats > capacityMax)
      throw invalidField('seats', `must be at most ${capacityMax}: there are no more seats in all`);
    refuseUnlessToCome(instance);
    await mayMake();
    const { row, isNew } = await this.#insert(id, {
      ...fields,
      instanceId,
      tokenHash: hashOf(this.#tokenOf(id)),
      expiresAt: until,
      status: 'open',
      acceptedBy: null,
      reservationId: null,
      rank: -clock.now(),
    });
    return { view: this.#withLink(row, instance), isRepeat: !isNew };
  }

  /** The one that an earlier call with the same `id` has made, with its link; null when there is none. */
  async made(id: string, instanceId: string): Promise<InvitationView | null> {
    const { instances, repos } = this.#deps;
    if (!(await repos.invitations.find(id))) return null;
    const row = await this.records.patch(id, { tokenHash: hashOf(this.#tokenOf(id)) }, null);
    return this.#withLink(row, await instances.get(instanceId));
  }

  /** Of this instance. @throws AppError `not-found`. */
  async of(instanceId: string, id: string): Promise<InvitationRow> {
    return this.records.found(await this.records.repo.findOne({ _id: id, instanceId }));
  }

  /** Nobody comes in by it any more. Safe to repeat. @throws AppError `already-accepted`: cancel the reservation. */
  async revoke(instanceId: string, id: string): Promise<void> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const row = await this.of(instanceId, id);
      if (row.status === 'revoked') return;
      if (row.status === 'accepted')
        throw new AppError(
          'already-accepted',
          'Somebody has come in by this link. Cancel their seats instead.',
          {
            details: { reservationId: row.reservationId },
          },
        );
      if (await this.records.repo.update(id, row.version, { status: 'revoked' })) return;
    }
    throw new AppError('conflict', 'This invitation changes all the time. Try again.');
  }

  /** @throws AppError `not-found` for a link nobody gave. */
  async preview(token: string): Promise<InvitationPreview> {
    const { row, instance } = await this.#byToken(token);
    const seats = await this.#deps.seats.counts(row.instanceId);
    const invitation = { ...this.present(row, instance), email: null };
    return { invitation, instance: presentInstance(instance), seats };
  }

  /**
   * Seats for who came by the link, confirmed at once, also for guests: the link is the right. A repeat of the same
   * person answers what they have. @throws AppError `withdrawn`, `expired`, `already-accepted`, `seats-unavailable`,
   * `invalid` for more seats than it is good for.
   */
  async accept(
    viewer: Viewer,
    token: string,
    { seats, partyName }: InvitationAccept,
  ): Promise<{ reservation: ReservationView; isNew: boolean }> {
    const { row, instance } = await this.#byToken(token);
    const id = row._id.toHexString();
    const reservationId = derivedId('invited seats', id);
    if (row.status === 'accepted') return { reservation: await this.#theirs(viewer, row), isNew: false };
    this.#refuseUnlessOpen(row, instance);
    if (seats > row.seats)
      throw invalidField('seats', `must be at most ${row.seats}: so many are you invited for`);
    const input = {
      kind: 'invited' as const,
      seats,
      partyName,
      hold: false,
      holdMinutes: 15,
      waitlist: false,
    };
    const asAnAccount = { ...viewer, isGuest: false };
    const ids = { id: reservationId, key: null };
    await this.#deps.seats.reserve(asAnAccount, row.instanceId, input, ids);
    // Another one may have been faster with the same link: the seats are then theirs.
    const isMine = await this.#deps.seats.isOwn(viewer, row.instanceId, reservationId);
    const taken = await this.#mark(id, isMine ? viewer.userId : null, reservationId);
    if (taken.status === 'revoked') {
      await this.#deps.seats.step('cancel', { instanceId: row.instanceId, reservationId, key: null });
      throw withdrawn();
    }
    return { reservation: await this.#theirs(viewer, taken), isNew: isMine };
  }

  /** A guest became an account. Safe to repeat. */
  async handOver(guestId: string, accountId: string): Promise<void> {
    for (const row of await this.records.repo.all({ acceptedBy: guestId })) {
      await this.records.patch(row._id.toHexString(), { acceptedBy: accountId }, null);
    }
  }

  readonly present = (row: InvitationRow, instance: InstanceRow): InvitationView => {
    const expired = row.status === 'open' && this.#endMs(row, instance) <= this.#deps.clock.now();
    const status = expired ? 'expired' : row.status;
    const expiresAt = row.expiresAt?.toISOString() ?? null;
    return presentAs(InvitationView, Object.assign({}, row, { status, expiresAt }) as never);
  };

  #tokenOf(id: string): string {
    return createHmac('sha256', this.#deps.secret).update(`invitation ${id}`).digest('base64url');
  }

  #withLink(row: InvitationRow, instance: InstanceRow): InvitationView {
    const url = `${this.#deps.publicOrigin}/invited/${this.#tokenOf(row._id.toHexString())}`;
    return { ...this.present(row, instance), url };
  }

  /** Of two that come at once with one key, the second finds what the first has made. */
  async #insert(
    id: string,
    fields: FieldsOf<InvitationRow>,
  ): Promise<{ row: InvitationRow; isNew: boolean }> {
    try {
      return { row: await this.records.repo.insert(id, fields), isNew: true };
    } catch (error) {
      const made = await this.records.repo.find(id);
      if (made) return { row: made, isNew: false };
      throw error;
    }
  }

  async #byToken(token: string): Promise<{ row: InvitationRow; instance: InstanceRow }> {
    const row = await this.records.repo.findOne({ tokenHash: hashOf(token) });
    const instance = row && (await this.#deps.instances.repo.find(row.instanceId));
    if (!row || !instance)
      throw new AppError('not-found', 'This invitation does not exist any more. Ask for a new link.');
    return { row, instance };
  }

  /** Accepted by the seats that stand in the instance; a revocation that came first stays one. */
  async #mark(id: string, acceptedBy: string | null, reservationId: string): Promise<InvitationRow> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const row = await this.records.get(id);
      if (row.status !== 'open' || acceptedBy === null) return row;
      const change = { status: 'accepted' as const, acceptedBy, reservationId };
      const after = await this.records.repo.update(id, row.version, change);
      if (after) return after;
    }
    throw new AppError('conflict', 'This invitation changes all the time. Try again.');
  }

  async #theirs(viewer: Viewer, row: InvitationRow): Promise<ReservationView> {
    if (row.acceptedBy !== viewer.userId)
      throw new AppError(
        'already-accepted',
        'Somebody has used this invitation already. Ask for one of your own.',
      );
    return this.#deps.seats.one(row.instanceId, row.reservationId ?? '');
  }

  #endMs(row: InvitationRow, instance: InstanceRow): number {
    return (row.expiresAt ?? instance.startsAt).getTime();
  }

  #refuseUnlessOpen(row: InvitationRow, instance: InstanceRow): void {
    if (row.status === 'revoked') throw withdrawn();
    refuseUnlessToCome(instance);
    if (this.#endMs(row, instance) <= this.#deps.clock.now())
      throw new AppError('expired', 'This invitation has expired. Ask for a new link.');
  }
}

const withdrawn = (): AppError =>
  new AppError('withdrawn', 'This invitation was withdrawn. Ask for a new link.');

function refuseUnlessToCome({ status }: InstanceRow): void {
  if (status === 'cancelled') throw new AppError('cancelled', 'This one is cancelled.');
  if (status === 'completed') throw new AppError('completed', 'This one is over.');
}
