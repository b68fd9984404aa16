import { accountPolicy, type AccountAction, type AccountStanding, type AppRole } from '@ensemble/shared';
import { type DraftAction, draftPolicy, type DraftRole, type DraftStanding } from '@ensemble/shared/training';
import { addSections, readOutline, setMetadata } from '@ensemble/shared/training/outline';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { RouteDefinition } from '../../../server/src/http/route.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { addSection, joinDraft, makeDraft, ok, openOutline, titlesOf } from '../../support/drafts.ts';
import { LiveClient } from '../../support/live-client.ts';
import type { Person } from '../../support/person.ts';
import { OF_TRAINING, type Verdict } from '../accounts/rights-table.ts';

/** Role × route × room × document of a session draft: who gets in and who does not, by the code's own policies. */

const ROLES = [
  'stranger',
  'outsider',
  'host',
  'guest view',
  'guest edit',
  'view',
  'comment',
  'edit',
  'owner',
  'administrator',
] as const;
type Role = (typeof ROLES)[number];

interface Standing {
  account: AccountStanding;
  draft: DraftStanding;
}

interface Scene {
  who: Person;
  standing: Standing;
  ids: Record<'draft' | 'section' | 'comment' | 'version' | 'session' | 'text' | 'config' | 'entry', string>;
}

let app: TestApp;
let owner: Person;
let victim: Person;
const accounts = new Map<Role, Person>();

beforeAll(async () => {
  app = await startApp();
  const admin = await app.signUp('Admin');
  accounts.set('administrator', admin);
  owner = await app.signUp('Owner');
  victim = await app.signUp('Victim');
  accounts.set('owner', owner);
  for (const role of ['outsider', 'host', 'view', 'comment', 'edit'] as const)
    accounts.set(role, await app.signUp(role));
  ok(await admin.put(`/api/users/${accounts.get('host')?.userId}/roles`, { roles: ['host'] }));
});
afterAll(() => app.close());

function standingOf(role: Role): Standing {
  const isGuest = role.startsWith('guest');
  const member = role.replace('guest ', '');
  const roles: AppRole[] = role === 'administrator' ? ['admin'] : role === 'host' ? ['host'] : [];
  return {
    account: { isSignedIn: role !== 'stranger', isGuest, roles },
    draft: {
      isAdmin: role === 'administrator',
      isOwner: role === 'owner',
      role: ['view', 'comment', 'edit'].includes(member) ? (member as DraftRole) : null,
      isGuest,
    },
  };
}

/** One for each role: first its rooms and its document, then every route, by which it ends. */
const scenes = new Map<Role, Promise<Scene>>();
function sceneOf(role: Role): Promise<Scene> {
  const scene = scenes.get(role) ?? sceneFor(role);
  scenes.set(role, scene);
  return scene;
}

/** A draft that is published, with something of everything in it. */
async function sceneFor(role: Role): Promise<Scene> {
  const draft = await makeDraft(owner, { desiredOutcome: 'They ask for feedback themselves.' });
  const at = `/api/drafts/${draft.id}`;
  const section = await addSection(owner, draft.id, { title: 'Welcome', durationMinutes: 30 });
  const made = async (path: string, body: object) =>
    ok<{ id: string }>(await owner.post(`${at}${path}`, body), 201).id;
  const comment = await made('/comments', { text: 'A warm start', sectionId: section.id });
  const version = await made('/versions', { label: 'First' });
  const published = await owner.post(`${at}/publish`, {});
  if (published.status >= 300) throw new Error(`publish: ${JSON.stringify(published.body)}`);
  await joinDraft(owner, draft.id, 'view', victim);
  const who = accounts.get(role) ?? app.stranger();
  const standing = standingOf(role);
  if (standing.draft.role) await joinDraft(owner, draft.id, standing.draft.role, who, 'Guest');
  const first = async (path: string) =>
    ok<{ items: { id: string }[] }>(await owner.get(path)).items[0]?.id ?? '';
  const note = { title: 'Feedback', text: 'Ask before you tell.', visibility: 'everyone' };
  const text = ok<{ id: string }>(await owner.post('/api/knowledge', note), 201).id;
  const session = (published.body as { sessionId: string }).sessionId;
  const [config, entry] = [await first('/api/variant-configs'), await first('/api/categories')];
  return {
    who,
    standing,
    ids: { draft: draft.id, section: section.id, comment, version, session, text, config, entry },
  };
}

function byDraft(action: DraftAction, { account, draft }: Standing): Verdict {
  if (!account.isSignedIn) return 401;
  if (!draftPolicy.read(draft)) return 404;
  return draftPolicy[action](draft) ? 'allowed' : 403;
}

function verdictOf({ access: { label } }: RouteDefinition, standing: Standing): Verdict {
  const { account, draft } = standing;
  if (label === 'anyone') return 'allowed';
  // The comment of the table is the owner's.
  if (label === 'draft:comment own, or draft:manage') return byDraft('manage', standing);
  if (label === 'training-session:read') return draftPolicy.read(draft) ? 'allowed' : 404;
  if (!account.isSignedIn) return 401;
  if (label === 'signed-in') return 'allowed';
  const [kind, action = ''] = label.split(', ')[0]?.replace(' or self', '').split(':') ?? [];
  const byAccount = (name: string): Verdict =>
    accountPolicy[name as AccountAction](account) ? 'allowed' : 403;
  if (kind === 'account') return byAccount(action);
  if (label === 'knowledge:member') return account.isGuest ? 403 : 'allowed';
  // The text of the table is the owner's, for everyone to read.
  if (label === 'knowledge:change') return draft.isOwner || draft.isAdmin ? 'allowed' : 403;
  if (kind !== 'draft' && kind !== 'training-session') throw new Error(`the table knows no rule "${label}"`);
  const verdict = byDraft((action === 'member' ? 'read' : action) as DraftAction, standing);
  const also = /, account:(\w+)$/.exec(label)?.[1];
  return verdict !== 'allowed' || also === undefined ? verdict : byAccount(also);
}

function addressOf(route: RouteDefinition, { ids }: Scene): string {
  const of: Record<string, string> = {
    '/drafts/:id': ids.draft,
    '/training-sessions/:id': ids.session,
    '/variant-configs/:id': ids.config,
    '/knowledge/:id': ids.text,
    ':sid': ids.section,
    ':cid': ids.comment,
    ':userId': victim.userId,
    '/versions/:vid': ids.version,
    '/variants/:vid': '0'.repeat(24),
    ':pid': '0'.repeat(24),
    '/:id': ids.entry,
  };
  let path = route.path;
  for (const [part, value] of Object.entries(of)) path = path.replace(part, part.replace(/:\w+$/, value));
  if (path.includes(':')) throw new Error(`the table knows nothing to put into ${route.path}`);
  // What these cannot be asked without.
  const queries: Record<string, string> = {
    '/drafts/:id/versions/compare': '?a=current&b=current',
    '/knowledge/search': '?q=feedback',
  };
  return `/api${path}${queries[route.path] ?? ''}`;
}

/** What takes something away comes last, the draft itself at the very end. */
const weight = ({ method, path }: RouteDefinition): number => {
  if (method === 'delete') return path === '/drafts/:id' ? 4 : 3;
  return method === 'get' ? 0 : /archive$/.test(path) ? 2 : 1;
};

const HIDDEN = ['There is no such draft.', 'There is no such training session.'];

/** Lines about requests that ended otherwise than the policies say. */
async function differences(scene: Scene, routes: readonly RouteDefinition[]): Promise<string[]> {
  const found: string[] = [];
  for (const route of routes.toSorted((a, b) => weight(a) - weight(b))) {
    // A body that fails its schema shows that somebody got as far as that.
    const body = route.body ? { bogus: true } : undefined;
    const answer = await scene.who.request(route.method.toUpperCase(), addressOf(route, scene), body);
    const detail = (answer.body as { detail?: string } | undefined)?.detail ?? '';
    // A hidden draft, not a variant or a member that happens to be absent.
    const isRefused =
      [401, 403].includes(answer.status) || (answer.status === 404 && HIDDEN.includes(detail));
    const seen = isRefused ? answer.status : 'allowed';
    const expected = verdictOf(route, scene.standing);
    if (answer.status >= 500 || seen !== expected)
      found.push(`${route.method} ${route.path} (${route.access.label}): ${answer.status}, not ${expected}`);
  }
  return found;
}

describe('rooms and documents', () => {
  test.each(ROLES)('%s', async (role) => {
    const { who, standing, ids } = await sceneOf(role);
    const reads = draftPolicy.read(standing.draft);
    const writes = draftPolicy.edit(standing.draft);

    const page = await new LiveClient(who).connected();
    const client = openOutline(app, who, ids.draft);
    try {
      const { drafts = [], variants = [] } = await page.watch({ drafts: [ids.draft] });
      expect(drafts.map(({ id }) => id)).toEqual(reads ? [ids.draft] : []);
      expect(variants.map(({ draftId }) => draftId)).toEqual(reads ? [ids.draft] : []);

      if (!reads) {
        expect(await client.whenClosed()).toBe(role === 'stranger' ? 4401 : 4403);
      } else {
        await client.ready();
        expect(readOutline(client.doc).sections.map(({ title }) => title)).toEqual(['Welcome']);
        forge(client.doc);
        if (writes) await client.whenSaved();
        else await client.until(() => client.denied > 0 || client.closed !== null, 'a refusal');
      }
      const expected = writes ? ['Welcome', 'Forged'] : ['Welcome'];
      await expect.poll(() => titlesOf(owner, ids.draft)).toEqual(expected);
      const after = ok<{ metadata: { category: string } }>(await owner.get(`/api/drafts/${ids.draft}`));
      expect(after.metadata.category).toBe(writes ? 'Forged' : '');
      // The server alone writes comments, whoever forges them.
      const comments = ok<{ items: { text: string }[] }>(
        await owner.get(`/api/drafts/${ids.draft}/comments`),
      );
      expect(comments.items.map(({ text }) => text)).toEqual(['A warm start']);

      const changed = await owner.patch(`/api/drafts/${ids.draft}`, { aiPrompt: 'Keep it lively.' });
      const { version } = ok<{ version: number }>(changed);
      if (reads) await page.heard(({ event, body }) => event === 'draft' && body.version >= version);
      else {
        await page.unwatch({ drafts: [ids.draft] });
        expect(page.pushes).toEqual([]);
      }
    } finally {
      page.close();
      await client.leave();
    }
  });

  test('what is no document is 4404, for whoever asks', async () => {
    for (const id of ['0'.repeat(24), 'nonsense']) {
      expect(await openOutline(app, accounts.get('administrator') ?? owner, id).whenClosed()).toBe(4404);
    }
  });

  test('in the archive a document is read, and nobody writes', async () => {
    const { ids } = await sceneFor('owner');
    const writer = openOutline(app, owner, ids.draft);
    await writer.ready();
    ok(await owner.post(`/api/drafts/${ids.draft}/archive`));
    expect(await writer.whenClosed()).toBe(1012);
    const reader = openOutline(app, owner, ids.draft);
    await reader.ready();
    forge(reader.doc);
    await reader.until(() => reader.denied > 0, 'a refusal');
    expect(await titlesOf(owner, ids.draft)).toEqual(['Welcome']);
    const refused = await owner.post(`/api/drafts/${ids.draft}/sections`, { title: 'More' });
    expect(refused.body).toMatchObject({ status: 409, code: 'conflict' });
    ok(await owner.post(`/api/drafts/${ids.draft}/unarchive`));
    await addSection(owner, ids.draft, { title: 'More' });
    await reader.leave();
  });
});

const routes = (): RouteDefinition[] => app.routes.filter(({ path }) => OF_TRAINING.test(path));

describe('routes', () => {
  test.each(ROLES)('%s', async (role) => {
    const scene = await sceneOf(role);
    // Managed lists and configurations are everybody's: what hosts may take away is taken away elsewhere.
    const asked = routes().filter(
      (route) => route.method !== 'delete' || !route.access.label.startsWith('account:'),
    );
    expect(asked.length).toBeGreaterThan(50);
    expect(await differences(scene, asked)).toEqual([]);
  });

  test('the table notices each route whose check is missing', async () => {
    const scene = await sceneFor('outsider');
    // A draft cannot be deleted once it is published, so nothing that is tried here is gone for the next.
    const refused = routes().filter((route) => verdictOf(route, scene.standing) !== 'allowed');
    expect(refused.length).toBeGreaterThan(40);
    let noticed = 0;
    for (const route of refused.toSorted((a, b) => weight(a) - weight(b))) {
      const { access } = route;
      route.access = { ...access, check: () => undefined };
      try {
        // Those that ask a second time, for the draft itself, still refuse.
        noticed += (await differences(scene, [route])).length;
      } finally {
        route.access = access;
      }
    }
    expect(noticed).toBeGreaterThan(30);
  });

  test('a member may leave by themselves', async () => {
    const { who, ids } = await sceneFor('view');
    expect((await who.delete(`/api/drafts/${ids.draft}/members/${who.userId}`)).status).toBe(204);
    expect((await who.get(`/api/drafts/${ids.draft}`)).status).toBe(404);
  });
});

/** A section, a setup field and a comment, as a page that does not ask what it may would write them. */
function forge(doc: Y.Doc): void {
  const adding = { origin: 'me', newId: () => new ObjectId().toHexString() };
  addSections(doc, [{ title: 'Forged' }], {}, adding);
  setMetadata(doc, { category: 'Forged' }, adding);
  const fields = {
    text: 'Forged',
    authorId: owner.userId,
    authorName: 'Owner',
    createdAt: '2026-01-01T00:00:00Z',
  };
  doc
    .getMap('comments')
    .set(adding.newId(), new Y.Map(Object.entries({ ...fields, sectionId: null, parentId: null })));
}
