import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { AppError } from '../../core/errors.ts';
import { Rng } from '../../core/rng.ts';
import { emptyMetadata } from '../metadata.schema.ts';
import type { OutlineSection, SessionOutline } from '../outline.schema.ts';
import {
  addTopic,
  createOutlineUndo,
  deleteSections,
  outlineVersion,
  promptText,
  readBin,
  readMetadata,
  readOutline,
  readPrompt,
  readSectionIds,
  readTopics,
  sectionDescription,
  sectionTitle,
  seedOutline,
  setMetadata,
  setPrompt,
  writeOutline,
} from './index.ts';
import { TestOutline, wordsOf } from './outline.fixture.ts';

const section = (id: string, change: Partial<OutlineSection> = {}): OutlineSection => ({
  id,
  kind: 'activity',
  title: `Section ${id}`,
  descriptionHtml: `<p>about ${id}</p>`,
  durationMinutes: 20,
  topics: [],
  materials: [],
  groupId: null,
  origin: 'ai',
  sources: [],
  ...change,
});

const metadata = {
  ...emptyMetadata('Europe/Dublin'),
  title: 'Trust',
  startDate: '2026-09-14',
  topics: [
    { title: 'Listening', description: 'how', durationMinutes: 20 },
    { title: 'Asking', durationMinutes: 10 },
  ],
};

describe('seeding', () => {
  test('puts everything in, once', () => {
    const { doc, adding } = new TestOutline();
    expect([outlineVersion(doc), sectionTitle(doc, 'x'), readMetadata(doc)]).toEqual([
      0,
      undefined,
      emptyMetadata(),
    ]);
    const outline = { sections: [section('a'), section('b', { origin: 'rag', groupId: 'g' })] };
    seedOutline(doc, { metadata, outline, prompt: 'Please' }, adding);
    const state = Y.encodeStateAsUpdate(doc);
    seedOutline(doc, { metadata: emptyMetadata(), prompt: 'again' }, adding);
    expect(Y.encodeStateAsUpdate(doc)).toEqual(state);
    expect([readMetadata(doc), readOutline(doc), readPrompt(doc), outlineVersion(doc)]).toEqual([
      metadata,
      outline,
      'Please',
      1,
    ]);
  });
});

describe('a state brought back', () => {
  const start = (): TestOutline => {
    const outline = new TestOutline(1);
    const sections = ['a', 'b', 'c', 'd'].map((id) => section(id));
    seedOutline(outline.doc, { metadata, outline: { sections } }, outline.adding);
    return outline;
  };

  test('others keep their carets, and what they type meanwhile', () => {
    const one = start();
    const two = one.copy(2);
    const words = wordsOf(sectionDescription(two.doc, 'a'));
    const caret = Y.createRelativePositionFromTypeIndex(words, 'about'.length);
    two.type(words, 5, ' all');
    const wanted = [
      section('c'),
      section('a', { descriptionHtml: '<p>It is about a thing</p>', title: 'A' }),
      section('d'),
    ];
    writeOutline(one.doc, { outline: { sections: wanted } }, one.adding);
    one.meet(two);
    expect(readOutline(two.doc)).toEqual(readOutline(one.doc));
    expect(readSectionIds(two.doc)).toEqual(['c', 'a', 'd']);
    expect(readOutline(two.doc).sections[1]?.descriptionHtml).toBe('<p>It is about all a thing</p>');
    expect(wordsOf(sectionDescription(two.doc, 'a'))).toBe(words);
    expect(Y.createAbsolutePositionFromRelativePosition(caret, two.doc)?.index).toBe(
      'It is about all'.length,
    );
    expect(readBin(two.doc).map(({ id }) => id)).toEqual(['b']);
  });

  test('what is in the bin and in the state comes back, with the words of the state', () => {
    const one = start();
    deleteSections(one.doc, ['b', 'd'], one.adding);
    const wanted = { sections: [section('a'), section('b', { title: 'B again' })] };
    writeOutline(one.doc, { outline: wanted }, one.adding);
    expect(readOutline(one.doc)).toEqual(wanted);
    expect(readBin(one.doc).map(({ id }) => id)).toEqual(['c', 'd']);
  });

  test('only what left the order gets a new place', () => {
    const one = start();
    const orders = (): unknown[] =>
      ['a', 'b', 'c', 'd'].map((id) => one.doc.getMap<Y.Map<unknown>>('sections').get(id)?.get('order'));
    const [a, b, , d] = orders();
    writeOutline(
      one.doc,
      { outline: { sections: ['c', 'a', 'b', 'd'].map((id) => section(id)) } },
      one.adding,
    );
    expect(readSectionIds(one.doc)).toEqual(['c', 'a', 'b', 'd']);
    expect([orders()[0], orders()[1], orders()[3]]).toEqual([a, b, d]);
  });

  test('is one step of undo', () => {
    const one = start();
    const undo = createOutlineUndo(one.doc, one.adding.origin);
    const before = readOutline(one.doc);
    const state = {
      outline: { sections: [section('x'), section('c', { title: 'C' })] },
      prompt: 'p',
      metadata: { title: 'T' },
    };
    writeOutline(one.doc, state, one.adding);
    expect([readOutline(one.doc), readMetadata(one.doc).title, readPrompt(one.doc)]).toEqual([
      state.outline,
      'T',
      'p',
    ]);
    undo.undo();
    expect([readOutline(one.doc), readMetadata(one.doc), readPrompt(one.doc)]).toEqual([
      before,
      metadata,
      '',
    ]);
    expect(undo.canUndo()).toBe(false);
  });

  test('that cannot be is refused, and nothing is written', () => {
    const one = start();
    const state = Y.encodeStateAsUpdate(one.doc);
    const fault = (change: object): unknown => {
      try {
        writeOutline(one.doc, { outline: { sections: [section('a')] }, ...change }, one.adding);
      } catch (error) {
        return error instanceof AppError ? [error.code, error.fields[0]?.path] : error;
      }
      return 'nothing was refused';
    };
    expect(fault({ outline: { sections: [section('a', { durationMinutes: NaN })] } })).toEqual([
      'invalid',
      'outline.sections.0.durationMinutes',
    ]);
    expect(fault({ prompt: 'x'.repeat(8001) })).toEqual(['invalid', 'prompt']);
    expect(fault({ metadata: { startDate: 'soon' } })).toEqual(['invalid', 'metadata.startDate']);
    expect(Y.encodeStateAsUpdate(one.doc)).toEqual(state);
  });

  test('any state becomes any other, and the same again writes nothing', () => {
    const base = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));
    for (let seed = base; seed < base + 30; seed++) {
      const rng = new Rng(seed);
      const state = (): SessionOutline => ({
        sections: rng
          .shuffle(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
          .slice(rng.int(8))
          .map((id) =>
            section(id, {
              title: `T${rng.int(3)} ${id}`,
              descriptionHtml: rng.pick([
                '',
                '<p>x y</p>',
                '<p>x <em>y</em></p>',
                '<ul><li><p>x</p></li></ul><hr>',
              ]),
              durationMinutes: rng.int(3),
              groupId: rng.pick([null, 'g']),
              origin: rng.pick(['ai', 'user']),
              sources: rng.chance(0.3) ? [{ id: 'p', documentId: 'd', title: 't', heading: '' }] : [],
            }),
          ),
      });
      const one = new TestOutline(1);
      seedOutline(one.doc, { metadata, outline: state() }, one.adding);
      for (let i = 0; i < 4; i++) {
        const outline = state();
        writeOutline(one.doc, { outline }, one.adding);
        expect(readOutline(one.doc), `FUZZ_SEED=${seed}`).toEqual(outline);
        let updates = 0;
        const count = (): number => updates++;
        one.doc.on('update', count);
        writeOutline(one.doc, { outline: readOutline(one.doc), metadata, prompt: '' }, one.adding);
        one.doc.off('update', count);
        expect(updates, `FUZZ_SEED=${seed}`).toBe(0);
      }
    }
  });
});

describe('metadata', () => {
  const start = (): TestOutline => {
    const outline = new TestOutline(1);
    seedOutline(outline.doc, { metadata }, outline.adding);
    return outline;
  };

  test('given fields change; two who change different ones both have theirs', () => {
    const one = start();
    const two = one.copy(2);
    setMetadata(one.doc, { title: 'Trust in teams', startTime: '09:00' }, one.adding);
    setMetadata(two.doc, { title: 'More Trust', location: 'Cork' }, two.adding);
    one.meet(two);
    expect(readMetadata(one.doc)).toMatchObject({
      title: 'More Trust in teams',
      startTime: '09:00',
      location: 'Cork',
    });
    expect(() => setMetadata(one.doc, { endTime: '25:00' }, one.adding)).toThrow('HH:mm');
  });

  test('topics of the same title keep what others do to them, others go and come in the order given', () => {
    const one = start();
    const two = one.copy(2);
    const [listening, asking] = readTopics(one.doc);
    setMetadata(
      one.doc,
      {
        topics: [
          { title: 'Asking', durationMinutes: 15 },
          { title: 'New', durationMinutes: 5 },
          metadata.topics[0] as never,
        ],
      },
      one.adding,
    );
    addTopic(two.doc, { title: 'Theirs', durationMinutes: 1 }, { after: listening?.id }, two.adding);
    one.meet(two);
    const topics = readTopics(two.doc);
    expect(topics.map(({ title }) => title).sort()).toEqual(['Asking', 'Listening', 'New', 'Theirs']);
    expect(topics.find(({ title }) => title === 'Asking')).toMatchObject({
      id: asking?.id,
      durationMinutes: 15,
    });
    setMetadata(two.doc, { topics: [] }, two.adding);
    expect(readMetadata(two.doc).topics).toEqual([]);
  });

  test('a topic without a title is being written: it is shown, and no part of the metadata', () => {
    const one = start();
    addTopic(one.doc, {}, { after: null }, one.adding);
    expect(readTopics(one.doc)).toHaveLength(3);
    expect(readMetadata(one.doc).topics).toHaveLength(2);
    setMetadata(one.doc, { topics: metadata.topics.slice(0, 1) }, one.adding);
    expect(readTopics(one.doc).map(({ title }) => title)).toEqual(['', 'Listening']);
    for (let i = 0; i < 10; i++) addTopic(one.doc, { title: `t${i}` }, {}, one.adding);
    expect(() => addTopic(one.doc, {}, {}, one.adding)).toThrow('at most 12');
  });

  test('the prompt changes by its words', () => {
    const one = start();
    setPrompt(one.doc, 'Make it short', one.adding);
    const two = one.copy(2);
    setPrompt(one.doc, 'Make it very short', one.adding);
    two.type(promptText(two.doc), 0, 'Please: ');
    one.meet(two);
    expect(readPrompt(two.doc)).toBe('Please: Make it very short');
  });
});
