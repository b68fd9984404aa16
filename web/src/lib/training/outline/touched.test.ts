import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  addComment,
  addSections,
  changeSection,
  deleteSections,
  sectionDescription,
  sectionTitle,
  seedOutline,
  setMetadata,
} from '@ensemble/shared/training/outline';
import { emptyMetadata } from '@ensemble/shared/training/metadata.schema';
import { writeHtml } from '@ensemble/shared/training/rich-text/index';
import { type Touched, touchedBy } from './touched.ts';

const NOTHING: Touched = { metadata: false, prompt: false, comments: false, sections: new Set() };

/** A document with the sections `s1` and `s2`, and what each later change touches. */
function watched() {
  const doc = new Y.Doc();
  let next = 0;
  const adding = { origin: 'test', newId: () => `s${++next}` };
  seedOutline(doc, { metadata: emptyMetadata() }, adding);
  addSections(doc, [{ title: 'One' }, { title: 'Two' }], {}, adding);
  let last = NOTHING;
  doc.on('afterTransaction', (transaction: Y.Transaction) => (last = touchedBy(doc, transaction)));
  const after = (edit: () => void): Touched => {
    last = NOTHING;
    edit();
    return last;
  };
  return { doc, adding, after };
}

test('a letter typed deep in a description touches its section and no other', () => {
  const { doc, after } = watched();
  const fragment = sectionDescription(doc, 's2') as Y.XmlFragment;
  expect(after(() => doc.transact(() => writeHtml(fragment, '<ul><li><p>First</p></li></ul>')))).toEqual({
    ...NOTHING,
    sections: new Set(['s2']),
  });
  const item = fragment.toArray()[0] as Y.XmlElement;
  const text = (item.toArray()[0] as Y.XmlElement).toArray()[0] as Y.XmlElement;
  expect(after(() => (text.toArray()[0] as Y.XmlText).insert(0, 'T'))).toEqual({
    ...NOTHING,
    sections: new Set(['s2']),
  });
});

test('titles, fields, adding and binning touch their sections', () => {
  const { doc, adding, after } = watched();
  const one = { ...NOTHING, sections: new Set(['s1']) };
  expect(after(() => sectionTitle(doc, 's1')?.insert(0, 'A '))).toEqual(one);
  expect(after(() => changeSection(doc, 's1', { durationMinutes: 25 }, adding))).toEqual(one);
  expect(after(() => deleteSections(doc, ['s1'], adding))).toEqual(one);
  expect(after(() => addSections(doc, [{ title: 'Three' }], {}, adding)).sections).toContain('s3');
});

test('setup, prompt and comments are told apart', () => {
  const { doc, adding, after } = watched();
  expect(after(() => setMetadata(doc, { title: 'Listening', category: 'Skills' }, adding))).toEqual({
    ...NOTHING,
    metadata: true,
  });
  expect(after(() => doc.getText('prompt').insert(0, 'Short, please'))).toEqual({ ...NOTHING, prompt: true });
  const comment = {
    sectionId: 's1',
    parentId: null,
    text: 'Longer?',
    authorId: 'ana',
    authorName: 'Ana',
    createdAt: '2026-03-01T10:00:00.000Z',
  };
  expect(after(() => addComment(doc, comment, adding))).toEqual({ ...NOTHING, comments: true });
});
