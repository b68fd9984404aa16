import { describe, expect, test } from 'vitest';
import { Rng } from '../core/rng.ts';
import {
  type Comparable,
  compareOutlines,
  readableMetadata,
  readableSection,
  wordChanges,
} from './compare.ts';
import type { OutlineComparison, WordChange } from './drafts.schema.ts';
import { inOrder } from './in-order.ts';
import type { OutlineSection, SessionOutline } from './outline.schema.ts';
import { anySection, feedbackSession, section, someWords } from './rules.fixture.ts';
import { changeWords } from './words.ts';

const version = (id: string, sections: OutlineSection[], metadata = feedbackSession): Comparable => ({
  id,
  label: `Version ${id}`,
  metadata,
  outline: { sections },
});

const side = (words: readonly WordChange[], left: 'removed' | 'added'): string =>
  words
    .filter(({ type }) => type === 'same' || type === left)
    .map(({ text }) => text)
    .join('');

describe('what changed between two versions', () => {
  const a = ['1', '2', '3', '4', '5'].map((id) => section(id));

  test('nothing', () => {
    const { sections, metadata, counts } = compareOutlines(version('a', a), version('b', a));
    expect(sections.every(({ fields, moved }) => fields.length === 0 && !moved)).toBe(true);
    expect(metadata).toEqual([]);
    expect(counts).toEqual({ added: 0, removed: 0, moved: 0, reworded: 0, unchanged: 5 });
  });

  test('one section moved is one that moved, not four', () => {
    const [one, two, three, four, five] = a as [
      OutlineSection,
      OutlineSection,
      OutlineSection,
      OutlineSection,
      OutlineSection,
    ];
    const { sections, counts } = compareOutlines(
      version('a', a),
      version('b', [five, one, two, three, four]),
    );
    expect(sections.filter(({ moved }) => moved).map(({ id, from, to }) => [id, from, to])).toEqual([
      ['5', 5, 1],
    ]);
    expect(counts).toEqual({ added: 0, removed: 0, moved: 1, reworded: 0, unchanged: 4 });
  });

  test('removed ones stand where they were, added ones where they are, with their words', () => {
    const b = [section('0', { title: 'New' }), ...a.filter(({ id }) => id !== '3')];
    const { sections, counts } = compareOutlines(version('a', a), version('b', b));
    expect(sections.map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(sections[0]).toMatchObject({ added: true, from: null, to: 1 });
    expect(sections[0]?.fields[0]).toEqual({ field: 'title', words: [{ type: 'added', text: 'New' }] });
    expect(sections[3]).toMatchObject({ removed: true, from: 3, to: null });
    expect(counts).toEqual({ added: 1, removed: 1, moved: 0, reworded: 0, unchanged: 4 });
    expect(sections.map(changeWords)).toEqual(['added', '', '', 'removed', '', '']);
  });

  test('words changed are named, the rest is the same', () => {
    const before = section('1', {
      descriptionHtml: '<p>Ask before you <strong>tell</strong> &amp; wait.</p>',
    });
    const after = section('1', {
      durationMinutes: 20,
      descriptionHtml: '<p>Listen before you tell &amp; wait.</p>',
    });
    const [change] = compareOutlines(version('a', [before]), version('b', [after])).sections;
    expect(change?.fields).toEqual([
      {
        field: 'durationMinutes',
        words: [
          { type: 'removed', text: '15' },
          { type: 'added', text: '20' },
        ],
      },
      {
        field: 'description',
        words: [
          { type: 'removed', text: 'Ask' },
          { type: 'added', text: 'Listen' },
          { type: 'same', text: ' before you tell & wait.' },
        ],
      },
    ]);
    expect(change && changeWords(change)).toBe('changed: minutes, description');
  });

  test('only bold is a change of formatting', () => {
    const bold = section('1', { descriptionHtml: '<p>What happens <strong>in</strong> 1.</p>' });
    const [change] = compareOutlines(version('a', [section('1')]), version('b', [bold])).sections;
    expect(change?.fields).toEqual([{ field: 'formatting', words: [] }]);
  });

  test('two generated outlines share no ids: sections of the same kind and title are compared', () => {
    const b = [section('x', { title: 'SECTION 1', durationMinutes: 5 }), section('y', { title: 'Other' })];
    const { sections, counts } = compareOutlines(version('a', a.slice(0, 2)), version('b', b));
    expect(counts).toEqual({ added: 1, removed: 1, moved: 0, reworded: 1, unchanged: 0 });
    expect(sections[0]).toMatchObject({ id: 'x', from: 1, to: 1 });
  });

  test('the setup is compared too, topics line by line', () => {
    const changed = {
      ...feedbackSession,
      title: 'Feedback that helps',
      topics: [{ title: 'Openers', durationMinutes: 20 }],
      capacityMax: null,
    };
    const { metadata } = compareOutlines(version('a', a), version('b', a, changed));
    expect(metadata.map(({ field }) => field)).toEqual(['title', 'topics', 'capacityMax']);
    expect(metadata[0]?.words.map(({ text }) => text)).toEqual(['Feedback that ', 'lands', 'helps']);
  });

  test('two long texts with nothing in common are answered at once', () => {
    const [long, other] = [3, 4].map((seed) => {
      const rng = new Rng(seed);
      return Array.from({ length: 6000 }, () => `w${seed}${rng.int(1e6)}`).join(' ');
    });
    const words = wordChanges(long ?? '', other ?? '');
    expect([side(words, 'removed') === long, side(words, 'added') === other]).toEqual([true, true]);
  });
});

type Fields = Record<string, string>;
const readable = (outline: SessionOutline): Fields[] =>
  outline.sections.map((each) => readableSection(each, outline));

/** Makes b of a by what the comparison says, and by nothing else. */
function applied(a: SessionOutline, comparison: OutlineComparison): Fields[] {
  const before = readable(a);
  return comparison.sections
    .filter(({ removed }) => !removed)
    .sort((x, y) => (x.to ?? 0) - (y.to ?? 0))
    .map(({ from, fields }) => {
      const section: Fields = from === null ? {} : { ...before[from - 1] };
      for (const { field, words } of fields) {
        if (field === 'formatting') continue;
        expect(side(words, 'removed')).toBe(section[field] ?? '');
        section[field] = side(words, 'added');
      }
      return section;
    });
}

const withoutEmpty = (sections: readonly Fields[]): Fields[] =>
  sections.map((fields) => Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== '')));

function edited(rng: Rng, sections: readonly OutlineSection[]): OutlineSection[] {
  const next = sections
    .filter(() => rng.chance(0.85))
    .map((each) => {
      if (rng.chance(0.6)) return each;
      const title = rng.chance(0.5) ? someWords(rng, 4) : each.title;
      const descriptionHtml = rng.chance(0.5)
        ? each.descriptionHtml.replace(/\w+/, someWords(rng, 3))
        : each.descriptionHtml;
      return { ...each, title, descriptionHtml, groupId: rng.chance(0.2) ? 'g1' : each.groupId };
    });
  for (let added = rng.int(3); added > 0; added--) {
    next.splice(rng.int(next.length + 1), 0, anySection(rng, `n${rng.int(1e9)}`));
  }
  if (next.length > 1 && rng.chance(0.7)) {
    const [moved] = next.splice(rng.int(next.length), 1);
    if (moved) next.splice(rng.int(next.length + 1), 0, moved);
  }
  return next;
}

test('applying the changes to a gives b, whatever was edited', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  let changes = 0;
  for (let round = 0; round < 300; round++) {
    const a = Array.from({ length: rng.int(9) }, (_, at) => anySection(rng, `s${at}`));
    const b = edited(rng, a);
    const comparison = compareOutlines(version('a', a), version('b', b));
    expect(withoutEmpty(applied({ sections: a }, comparison)), `seed ${seed}`).toEqual(
      withoutEmpty(readable({ sections: b })),
    );
    const removed = comparison.sections.filter((change) => change.removed).map(({ from }) => from);
    const kept = comparison.sections
      .filter(({ from, to }) => from !== null && to !== null)
      .map(({ from }) => from);
    expect(
      [...removed, ...kept].sort((x, y) => (x ?? 0) - (y ?? 0)),
      `seed ${seed}`,
    ).toEqual(a.map((_, at) => at + 1));
    const still = comparison.sections.filter(({ added, removed: gone, moved }) => !added && !gone && !moved);
    expect(
      still.map(({ from }) => from),
      `seed ${seed}`,
    ).toEqual(still.map(({ from }) => from).sort((x, y) => (x ?? 0) - (y ?? 0)));
    changes += comparison.sections.length - comparison.counts.unchanged;
  }
  expect(changes).toBeGreaterThan(300);
});

test('what kept its order is the longest such part', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  for (let round = 0; round < 200; round++) {
    const places = rng.shuffle(Array.from({ length: rng.int(10) }, (_, at) => at));
    const run = inOrder(places);
    expect(
      [...run].sort((x, y) => x - y),
      `seed ${seed}`,
    ).toEqual(run);
    expect(run.length, `seed ${seed} ${places.join()}`).toBe(longestByTrying(places));
  }
});

function longestByTrying(places: readonly number[]): number {
  const lengths: number[] = [];
  for (const [at, place] of places.entries()) {
    const before = lengths.filter((_, i) => (places[i] ?? 0) < place);
    lengths[at] = 1 + Math.max(0, ...before);
  }
  return Math.max(0, ...lengths);
}

test('every field of the setup that people fill in is compared', () => {
  expect(Object.keys(readableMetadata(feedbackSession)).sort()).toEqual(
    Object.keys(feedbackSession)
      .filter((field) => !['locationId', 'audienceId', 'toneId'].includes(field))
      .sort(),
  );
});
