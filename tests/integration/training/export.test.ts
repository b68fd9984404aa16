import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';
import { DATED, publish, readyDraft } from '../../support/publishing.ts';
import { unzip } from '../../support/unzip.ts';

let app: TestApp;
let ada: Person;
let draftId: string;
let sessionId: string;
const HOSTILE = '# [Click](javascript:alert(1)) <b>&"\u0007 | *x*';
beforeAll(async () => {
  app = await startApp();
  await app.signUp('Admin');
  ada = await app.signUp('Ada');
  const draft = await readyDraft(ada, {
    ...DATED,
    startTime: '23:30',
    endTime: '00:45',
    isPublic: true,
    location: 'The old library',
    currentProblem: 'Nobody listens',
  });
  draftId = draft.id;
  const [, practice] = draft.outline.sections;
  const add = (section: object) => ada.post(`/api/drafts/${draftId}/sections`, section);
  await add({ kind: 'break', title: 'Tea', durationMinutes: 5, after: draft.outline.sections[0]?.id });
  await ada.patch(`/api/drafts/${draftId}/sections/${practice?.id}`, { groupId: 'pairs' });
  await add({
    kind: 'discussion',
    title: HOSTILE.replace('\u0007', ''),
    durationMinutes: 30,
    groupId: 'pairs',
    after: practice?.id,
    materials: ['Pens', 'Flip chart'],
    descriptionHtml:
      '<ol><li><p>One</p><ul><li><p>Deep</p></li></ul></li></ol><blockquote><p>Said</p></blockquote>',
  });
  sessionId = (await publish(ada, draftId)).sessionId;
});
afterAll(() => app.close());

const file = async (who: Person, path: string) => {
  const response = await fetch(`${who.origin}${path}`, { headers: { cookie: who.cookie } });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    name: response.headers.get('content-disposition'),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};
/** The words of a Word document, a line for each paragraph. */
const wordsOf = (bytes: Buffer): string =>
  (unzip(bytes).get('word/document.xml') ?? '')
    .replaceAll('</w:p>', '\n')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

describe('the facilitator’s agenda', () => {
  test('as Markdown: clock times past midnight, kinds, descriptions, materials', async () => {
    const { status, type, name, bytes } = await file(ada, `/api/training-sessions/${sessionId}/agenda.md`);
    expect([status, type]).toEqual([200, 'text/markdown; charset=utf-8']);
    expect(name).toContain('listening-well-facilitator.md');
    const text = bytes.toString();
    expect(text).toContain('# Listening well');
    expect(text).toContain('2031-05-12 23:30 – 00:45 (Europe/Lisbon)');
    expect(text).toContain('## 23:30 – 23:40 Arrive');
    expect(text).toContain('## 23:40 – 23:45 Tea');
    expect(text).toContain('## 23:45 – 00:25 (+1 d) Try it in pairs');
    expect(text).toContain('## 23:45 – 00:15 (+1 d) ');
    expect(text).toContain('*Practice · 40 min*');
    expect(text).toContain('at the same time as the one above');
    expect(text).toContain('Ask **open** questions.');
    expect(text).toContain('**Materials:** Cards; Pens');
    expect(text).toContain('## Materials to bring\n\n- Cards\n- Pens\n- Flip chart');
    expect(text).toContain('**Current problem:** Nobody listens');
  });

  test('what people typed is no markup of the file', async () => {
    const text = (await file(ada, `/api/training-sessions/${sessionId}/agenda.md`)).bytes.toString();
    expect(text).toContain('\\# \\[Click\\](javascript:alert(1)) \\<b\\>&amp;" \\| \\*x\\*');
    const words = wordsOf((await file(ada, `/api/training-sessions/${sessionId}/agenda.docx`)).bytes);
    expect(words).toContain('# [Click](javascript:alert(1)) <b>&" | *x*');
  });

  test('as a Word document with the same words', async () => {
    const { status, type, name, bytes } = await file(ada, `/api/training-sessions/${sessionId}/agenda.docx`);
    expect([status, type]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ]);
    expect(name).toContain('listening-well-facilitator.docx');
    const words = wordsOf(bytes);
    for (const wanted of [
      '23:45 – 00:25 (+1 d)',
      'Try it in pairs',
      'Practice · 40 min',
      'One asks',
      'Deep',
      'Said',
    ])
      expect(words).toContain(wanted);
    expect(words).toContain('Materials: Cards; Pens');
    const parts = unzip(bytes);
    expect(parts.get('word/document.xml')).not.toContain('undefined');
    expect([...parts.keys()]).toEqual(expect.arrayContaining(['[Content_Types].xml', 'word/numbering.xml']));
  });

  test('is not for those who only come', async () => {
    for (const ending of ['md', 'docx']) {
      const path = `/api/training-sessions/${sessionId}/agenda.${ending}`;
      expect((await file(app.stranger(), path)).status).toBe(403);
    }
  });
});

describe('the participants’ agenda', () => {
  test('says when, what and the breaks, and none of the trainers’ notes', async () => {
    const path = `/api/training-sessions/${sessionId}/agenda`;
    const markdown = (await file(app.stranger(), `${path}.md?for=participant`)).bytes.toString();
    const word = wordsOf((await file(app.stranger(), `${path}.docx?for=participant`)).bytes);
    expect(markdown).toContain('| 23:30 – 23:40 | Arrive |');
    expect(markdown).toContain('| 23:40 – 23:45 | *Tea* |');
    expect(markdown).toContain('The old library');
    for (const text of [markdown, word]) {
      expect(text).toContain('Try it in pairs');
      expect(text).toContain('Tea');
      for (const own of ['open', 'Cards', 'Practice', 'Nobody listens', 'One asks'])
        expect(text).not.toContain(own);
    }
    expect((await file(ada, `${path}.md?for=boss`)).status).toBe(400);
  });
});

test('a draft’s outline as it stands is for those who may read it', async () => {
  expect((await file(ada, `/api/drafts/${draftId}/outline.md`)).bytes.toString()).toContain(
    'Try it in pairs',
  );
  expect(wordsOf((await file(ada, `/api/drafts/${draftId}/outline.docx`)).bytes)).toContain('Tea');
  expect((await file(app.stranger(), `/api/drafts/${draftId}/outline.md`)).status).toBe(401);
  const tom = await app.signUp('Tom');
  expect((await file(tom, `/api/drafts/${draftId}/outline.docx`)).status).toBe(404);
  const empty = (await ada.post('/api/drafts', {})).body.id as string;
  expect((await file(ada, `/api/drafts/${empty}/outline.md`)).bytes.toString()).toContain(
    '# Untitled session',
  );
  expect((await file(ada, `/api/drafts/${empty}/outline.docx`)).status).toBe(200);
});
