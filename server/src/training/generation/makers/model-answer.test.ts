import { describe, expect, test } from 'vitest';
import { type CitedPassage, emptyMetadata } from '@ensemble/shared/training';
import { answerSchema, type OutlineAnswer } from './answer-form.ts';
import { complaintsAbout, handlesOf, sectionsOf } from './model-answer.ts';

const passage = (id: string): CitedPassage => ({
  id,
  documentId: `d-${id}`,
  title: 'Handbook',
  heading: 'Listening',
  text: 'People listen when they are asked.',
  position: 0,
});
const handles = handlesOf([passage('p1'), passage('p2')]);
const metadata = {
  ...emptyMetadata(),
  topics: [{ title: 'Active Listening', durationMinutes: 20 }],
};
const section = (change: Partial<OutlineAnswer['sections'][number]> = {}) => ({
  kind: 'activity',
  title: 'In pairs',
  description: '<p>Listen for three minutes.</p>',
  durationMinutes: 20,
  topics: [],
  materials: [],
  sources: [],
  ...change,
});
const answered = (change: Partial<OutlineAnswer['sections'][number]>): OutlineAnswer => ({
  sections: [section(change), section()],
});
const made = (change: Partial<OutlineAnswer['sections'][number]>) =>
  sectionsOf(answered(change), handles, metadata)[0];

describe('an answer is complained about', () => {
  test.each([
    [{ sources: ['S3'] }, 'sections.0.sources: "S3" unknown; only S1, S2 were given'],
    [{ sources: ['p1'] }, 'sections.0.sources: "p1" unknown; only S1, S2 were given'],
    [{ title: ' \u200B ' }, 'sections.0.title: must not be empty'],
    [{ description: '<p> </p>' }, 'sections.0.description: must not be empty'],
    [{ description: '<script>alert(1)</script>' }, 'sections.0.description: must not be empty'],
    [{ durationMinutes: 0 }, 'sections.0.durationMinutes: must be from 1 to 1440'],
    [{ durationMinutes: Number.NaN }, 'sections.0.durationMinutes: must be from 1 to 1440'],
    [{ durationMinutes: 1e9 }, 'sections.0.durationMinutes: must be from 1 to 1440'],
  ])('%o', (change, complaint) => {
    expect(complaintsAbout(answered(change), handles)).toEqual([complaint]);
  });

  test('when there is next to nothing of it, or far too much', () => {
    expect(complaintsAbout({ sections: [] }, handles)).toHaveLength(1);
    expect(complaintsAbout({ sections: Array.from({ length: 61 }, () => section()) }, handles)).toHaveLength(
      1,
    );
  });

  test('and else not', () => {
    expect(complaintsAbout(answered({ sources: ['S1', 'S2'] }), handles)).toEqual([]);
  });
});

describe('what an answer says becomes', () => {
  test('a section that rests on its sources, each once', () => {
    expect(made({ sources: ['S2', 'S2'] })).toMatchObject({
      origin: 'rag',
      sources: [{ id: 'p2', documentId: 'd-p2', title: 'Handbook', heading: 'Listening' }],
    });
    expect(made({})).toMatchObject({ origin: 'ai', sources: [] });
  });

  test('safe HTML', () => {
    const html = made({
      description:
        '<p onclick="x()">Do <b>this</b><img src=x onerror=alert(1)></p><a href="javascript:alert(1)">now</a>',
    })?.descriptionHtml;
    expect(html).toContain('<strong>this</strong>');
    expect(html).not.toMatch(/onclick|onerror|javascript|img/);
  });

  test('paragraphs and lists where the model wrote lines and dashes', () => {
    const html = made({
      description: 'Ask **everyone** a < b:\n- one\n- two\n\nThen rest.',
    })?.descriptionHtml;
    expect(html).toContain('<strong>everyone</strong> a &lt; b:');
    expect(html?.match(/<li>/g)).toHaveLength(2);
    expect(html).toContain('<p>Then rest.</p>');
  });

  test.each([
    ['Warm up', 'warm-up'],
    ['OPENING', 'opening'],
    ['!!!', 'activity'],
    ['3 rounds', 'rounds'],
    ['x'.repeat(60), 'activity'],
  ])('kind %s is %s', (said, kind) => {
    expect(made({ kind: said })?.kind).toBe(kind);
  });

  test('titles in one line, cut where they are too long, and topics as the setup spells them', () => {
    const made1 = made({ title: `<b>Now</b>\n${'x'.repeat(300)}`, topics: ['active listening', ' ', 'New'] });
    expect(made1?.title).toHaveLength(160);
    expect(made1?.title.startsWith('Now xxx')).toBe(true);
    expect(made1?.topics).toEqual(['Active Listening', 'New']);
  });

  test('whole minutes', () => {
    expect(made({ durationMinutes: 12.4 })?.durationMinutes).toBe(12);
  });
});

describe('an answer is read with mercy', () => {
  const read = (said: unknown) => answerSchema(handles).safeParse({ sections: [said] }).data?.sections[0];

  test('lists that are missing are empty, one text is a list of one, "15 min" is fifteen', () => {
    const said = {
      kind: 'input',
      title: 'T',
      description: 'D',
      durationMinutes: '15 min',
      materials: 'Pens',
      topics: null,
    };
    expect(read(said)).toEqual({
      kind: 'input',
      title: 'T',
      description: 'D',
      durationMinutes: 15,
      topics: [],
      materials: ['Pens'],
      sources: [],
    });
  });

  test('other names are understood, and never win over the right ones', () => {
    expect(read({ type: 'input', name: 'T', content: 'D', duration: 5 })).toMatchObject({
      kind: 'input',
      title: 'T',
      description: 'D',
      durationMinutes: 5,
    });
    const both = {
      type: 'break',
      kind: 'input',
      title: 'T',
      description: 'D',
      minutes: 9,
      durationMinutes: 5,
    };
    expect(read(both)).toMatchObject({ kind: 'input', durationMinutes: 5 });
  });

  test.each([
    5,
    null,
    'text',
    { kind: 'input', title: 'T', description: 'D' },
    { ...section(), durationMinutes: 'ten' },
  ])('%j is not', (said) => {
    expect(read(said)).toBeUndefined();
  });

  test('where nothing was given to cite, what is cited does not count', () => {
    const parsed = answerSchema(new Map()).parse(answered({ sources: ['S1'] }));
    expect(complaintsAbout(parsed, new Map())).toEqual([]);
    expect(sectionsOf(parsed, new Map(), metadata).map(({ sources }) => sources)).toEqual([[], []]);
  });
});
