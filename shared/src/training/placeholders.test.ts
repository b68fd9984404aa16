import { describe, expect, test } from 'vitest';
import { emptyMetadata } from './metadata.schema.ts';
import { defaultPersonas } from './personas.ts';
import { PLACEHOLDERS, placeholderValues, substitute, unknownPlaceholders } from './placeholders.ts';
import { decideRagWeight } from './rag-weight.ts';
import { feedbackPassages, feedbackSession } from './rules.fixture.ts';
import { PERSONAS, type QuickTweak, VariantConfigPatch } from './variants.schema.ts';

const values = placeholderValues({ metadata: feedbackSession, ragWeight: 0.35, passages: feedbackPassages });

describe('placeholders', () => {
  test('stand for what the draft says, and for the retrieval', () => {
    const text = substitute(
      '{{title}} for {{ audience }}, {{duration}}, {{ragPercent}} of {{passageCount}}/{{documentCount}}: {{documents}}',
      values,
    );
    expect(text).toBe(
      'Feedback that lands for Team leads, 3 h 30 min, 35 % of 3/3: Feedback handbook; Notes on coaching; Receiving & thanking <2nd edition>',
    );
  });

  test('topics come with their minutes; what is not stated says so', () => {
    const topics = [{ title: 'Openers', durationMinutes: 90, description: 'How to begin.' }];
    const stated = placeholderValues({
      metadata: { ...emptyMetadata(), topics },
      ragWeight: 0,
      passages: [],
    });
    expect(substitute('{{topics}} · {{tone}} · {{passageCount}}', stated)).toBe(
      'Openers (1 h 30 min): How to begin. · not stated · 0',
    );
  });

  test('unknown ones stay and are named once; braces inside a value are no placeholder', () => {
    expect(substitute('{{nonsense}} {{title}}', new Map([['title', '{{audience}} $& $1']]))).toBe(
      '{{nonsense}} {{audience}} $& $1',
    );
    expect(unknownPlaceholders('{{title}} {{nonsense}} {{ nonsense }} {{constructor}} {title}')).toEqual([
      'nonsense',
      'constructor',
    ]);
    expect(substitute('{{constructor}}', values)).toBe('{{constructor}}');
  });

  test('each has a meaning; the personas’ instructions use known ones only, and pass as configurations', () => {
    expect(PLACEHOLDERS.every(({ name, meaning }) => name !== '' && meaning !== '')).toBe(true);
    expect(defaultPersonas().map(({ persona }) => persona)).toEqual([...PERSONAS]);
    for (const { label, description, instruction, isActive } of defaultPersonas()) {
      expect(unknownPlaceholders(instruction)).toEqual([]);
      expect(VariantConfigPatch.parse({ label, description, instruction, isActive })).toBeTruthy();
      expect(substitute(instruction, values)).not.toContain('{{');
    }
  });
});

describe('how much comes from sources', () => {
  const decide = (
    sessionType: 'training' | 'webinar' | 'workshop' | 'event',
    tweaks: QuickTweak[] = [],
    { documents = 5, specificTopics = 'Two topics', asked = undefined as 0 | 0.35 | 0.7 | undefined } = {},
  ) =>
    decideRagWeight({ metadata: { sessionType, specificTopics, topics: [] }, documents, tweaks, asked })
      .weight;

  test('by the stated rules', () => {
    expect([decide('training'), decide('webinar'), decide('workshop'), decide('event')]).toEqual([
      0.7, 0.7, 0.35, 0.35,
    ]);
    expect(decide('training', [], { specificTopics: '' })).toBe(0.35);
    expect(decide('training', [], { documents: 0 })).toBe(0);
  });

  test('one press goes one step, no further than there are steps', () => {
    expect(decide('workshop', ['more-sources'])).toBe(0.7);
    expect(decide('training', ['more-sources'])).toBe(0.7);
    expect(decide('workshop', ['fewer-sources'])).toBe(0);
    expect(decide('workshop', ['more-sources', 'fewer-sources', 'more-interaction'])).toBe(0.35);
    expect(decide('workshop', ['more-sources'], { documents: 0 })).toBe(0);
  });

  test('what was asked for counts as it is, and every answer says why', () => {
    expect(decide('training', ['more-sources'], { asked: 0 })).toBe(0);
    expect(decide('event', [], { asked: 0.7, documents: 0 })).toBe(0.7);
    const metadata = { sessionType: 'event' as const, specificTopics: '', topics: [] };
    for (const documents of [0, 3]) expect(decideRagWeight({ metadata, documents }).reason).toMatch(/\.$/);
  });
});
