import { AppError, type AttendanceInput, type AttendanceView, type PersonView } from '@ensemble/shared';
import type { z } from 'zod';
import type { Accounts } from '../accounts/index.ts';
import type { InstancesService } from '../instances/index.ts';
import type { PeopleRepo, PersonRow } from './people.repo.ts';

export interface PeopleServiceDeps {
  repo: PeopleRepo;
  accounts: Pick<Accounts, 'memberships' | 'namesOf'>;
  instances: InstancesService;
}

const presentPerson = (row: PersonRow): PersonView => ({
  id: row._id.toHexString(),
  sessionId: row.sessionId.toHexString(),
  name: row.name,
  instruments: row.instruments,
  userId: null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** Who comes to a session: its members and people that somebody wrote down; and who came to which evening. */
export class PeopleService {
  readonly #deps: PeopleServiceDeps;

  constructor(deps: PeopleServiceDeps) {
    this.#deps = deps;
  }

  /** The session somebody was written down for. @throws AppError `not-found` */
  async sessionOf(personId: string): Promise<string> {
    const row = await this.#deps.repo.find(personId);
    if (!row) throw new AppError('not-found', 'There is no such person.');
    return row.sessionId.toHexString();
  }

  /** Members and those written down, by name. */
  async everybody(sessionId: string): Promise<PersonView[]> {
    const { repo, accounts } = this.#deps;
    const members = await accounts.memberships.list('session', sessionId);
    const names = await accounts.namesOf(members.map(({ userId }) => userId));
    const known = members.flatMap(({ userId, joinedAt }): PersonView[] => {
      const name = names.get(userId)?.name;
      if (name === undefined) return [];
      const since = joinedAt.toISOString();
      return [{ id: userId, sessionId, name, instruments: [], userId, createdAt: since, updatedAt: since }];
    });
    const written = (await repo.ofSession(sessionId)).map(presentPerson);
    return [...known, ...written].sort((a, b) => a.name.localeCompare(b.name));
  }

  async writeDown(
    id: string,
    input: { sessionId: string; name: string; instruments: string[] },
  ): Promise<PersonView> {
    return presentPerson(await this.#deps.repo.insert(id, input));
  }

  /** @throws AppError `not-found` */
  async change(
    id: string,
    change: { name?: string | undefined; instruments?: string[] | undefined },
  ): Promise<PersonView> {
    const { name, instruments } = change;
    const row = await this.#deps.repo.update(id, {
      ...(name === undefined ? {} : { name }),
      ...(instruments === undefined ? {} : { instruments }),
    });
    if (!row) throw new AppError('not-found', 'There is no such person.');
    return presentPerson(row);
  }

  strikeOut(id: string): Promise<void> {
    return this.#deps.repo.delete(id);
  }

  async attendance(instanceId: string): Promise<AttendanceView[]> {
    const instance = await this.#deps.instances.get(instanceId);
    const rows = await this.#deps.repo.attendanceOf(instanceId);
    const said = new Map(rows.map((row) => [row.personId.toHexString(), row]));
    return (await this.everybody(instance.source.id.toHexString())).map(({ id, name }): AttendanceView => {
      const row = said.get(id);
      return {
        personId: id,
        name,
        status: row?.status ?? null,
        instrument: row?.instrument ?? null,
        updatedAt: row?.updatedAt.toISOString() ?? null,
      };
    });
  }

  /** @throws AppError `not-found` for somebody who does not come to this session. */
  async setAttendance(
    instanceId: string,
    personId: string,
    said: z.output<typeof AttendanceInput>,
  ): Promise<AttendanceView> {
    const instance = await this.#deps.instances.get(instanceId);
    const everybody = await this.everybody(instance.source.id.toHexString());
    const person = everybody.find(({ id }) => id === personId);
    if (!person) throw new AppError('not-found', 'That person does not come to this session.');
    const { status, instrument } = said;
    const row = await this.#deps.repo.setAttendance(instanceId, personId, { status, instrument });
    return {
      personId,
      name: person.name,
      status: row.status,
      instrument: row.instrument,
      updatedAt: row.updatedAt.toISOString(),
    };
  }
}
