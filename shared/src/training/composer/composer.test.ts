import { describe, expect, test } from 'vitest';
import { Rng } from '../../core/rng.ts';
import { contributionMix } from '../mix.ts';
import { type SessionMetadata, emptyMetadata } from '../metadata.schema.ts';
import { METHODS } from '../methods/index.ts';
import { type CitedPassage, type OutlineSection, SessionOutline } from '../outline.schema.ts';
import { DEFAULT_PERSONAS } from '../personas.ts';
import { descriptionText } from '../plain-text.ts';
import { sanitizeHtml } from '../rich-text/index.ts';
import { feedbackPassages, feedbackSession } from '../rules.fixture.ts';
import { scheduleOf } from '../schedule.ts';
import { totalMinutesOf } from '../steps.ts';
import { PERSONAS, QUICK_TWEAKS, RAG_WEIGHTS } from '../variants.schema.ts';
import { type ComposeInput, NO_SOURCES } from './compose.ts';
import { type Composed, composeOutline } from './index.ts';

const compose = (
  persona: (typeof PERSONAS)[number],
  metadata: Partial<SessionMetadata> = {},
  changes: Partial<ComposeInput> = {},
): Composed =>
  composeOutline({
    metadata: { ...feedbackSession, ...metadata },
    config: DEFAULT_PERSONAS[persona],
    ragWeight: 0.7,
    passages: feedbackPassages,
    seed: 1,
    ...changes,
  });

const textOf = ({ outline }: Composed): string =>
  outline.sections
    .map(({ title, descriptionHtml }) => `${title}\n${descriptionText(descriptionHtml)}`)
    .join('\n');
const minutesOf = (sections: readonly OutlineSection[], of: (section: OutlineSection) => boolean): number =>
  sections.filter(of).reduce((sum, { durationMinutes }) => sum + durationMinutes, 0);
const shareOf = (composed: Composed, ...kinds: string[]): number =>
  minutesOf(composed.outline.sections, ({ kind }) => kinds.includes(kind)) /
  totalMinutesOf(composed.outline.sections);
const quotesIn = ({ outline }: Composed): string[] =>
  outline.sections.flatMap(({ descriptionHtml }) =>
    [...descriptionHtml.matchAll(/<blockquote>(.*?)<\/blockquote>/g)].flatMap(([, block = '']) =>
      [...block.matchAll(/<p>“(.*?)”<\/p>/g)].map(([, quote]) => descriptionText(quote ?? '')),
    ),
  );

/** Enough to quote that a heavier weight finds more to take. */
const moreOnFeedback = ['Before the talk', 'In the talk', 'After the talk'].map((heading, at) => ({
  ...(feedbackPassages[0] as CitedPassage),
  id: `more-${at}`,
  heading,
  text: ['observation', 'judgement', 'feedback', 'conversation', 'question']
    .map((word) => `${heading}, a clear ${word} helps people see what they can do differently next time.`)
    .join(' '),
}));

/** Holds for every outline, whatever it was made of. */
function isWhole(composed: Composed, metadata: SessionMetadata, hint: string): void {
  const { sections } = SessionOutline.parse(composed.outline);
  const { overMinutes, totalMinutes } = scheduleOf(metadata, sections);
  if (overMinutes !== null) expect(overMinutes, hint).toBe(0);
  expect(
    sections.every(({ durationMinutes }) => durationMinutes > 0),
    hint,
  ).toBe(true);
  expect([sections[0]?.kind, sections.at(-1)?.kind], hint).toEqual(['opening', 'closing']);
  expect(new Set(sections.map(({ id }) => id)).size, hint).toBe(sections.length);
  const titles = sections.filter(({ kind }) => kind !== 'break').map(({ title }) => title);
  expect(new Set(titles).size, hint).toBe(titles.length);
  for (const { descriptionHtml, durationMinutes, sources, origin } of sections) {
    expect(sanitizeHtml(descriptionHtml), hint).toBe(descriptionHtml);
    expect(descriptionHtml, hint).not.toMatch(/\{(?:topic|outcome|problem|audience)\}|undefined|null/);
    const marks = [...descriptionText(descriptionHtml).matchAll(/^(\d+) min · /gm)].map(([, mark]) =>
      Number(mark),
    );
    expect(
      marks.reduce((sum, mark) => sum + mark, 0),
      `${hint} ${descriptionHtml}`,
    ).toBe(durationMinutes);
    expect(origin, hint).toBe(sources.length > 0 ? 'rag' : 'ai');
  }
  const { ai, rag, user } = composed.mix;
  expect([ai + rag, user], hint).toEqual([100, 0]);
  expect(totalMinutes, hint).toBeGreaterThan(0);
}

describe('every persona', () => {
  test.each(PERSONAS)('%s: a whole session that speaks of its topics, aim and problem', (persona) => {
    const composed = compose(persona);
    isWhole(composed, feedbackSession, persona);
    const titles = composed.outline.sections.map(({ title }) => title).join('\n');
    for (const topic of ['Observation versus judgement', 'Asking before telling', 'Receiving feedback']) {
      expect(titles).toContain(topic);
      expect(composed.outline.sections.some(({ topics }) => topics.includes(topic))).toBe(true);
    }
    expect(titles).toContain('give feedback that is specific, timely and used within a week');
    const [opening] = composed.outline.sections;
    expect(descriptionText(opening?.descriptionHtml ?? '')).toContain(
      'Reviews come late and feel like judgement',
    );
    expect(composed.outline.sections.filter(({ kind }) => kind === 'break').length).toBeGreaterThan(0);
  });

  test('they really differ: in form, in methods and in words', () => {
    const [precision, insight, ignite, connect] = PERSONAS.map((persona) => compose(persona)) as [
      Composed,
      Composed,
      Composed,
      Composed,
    ];
    const all = [precision, insight, ignite, connect];
    expect(shareOf(precision, 'input', 'demonstration')).toBeGreaterThan(
      shareOf(ignite, 'input', 'demonstration') * 2,
    );
    expect(shareOf(ignite, 'activity', 'practice')).toBeGreaterThan(0.5);
    expect(shareOf(connect, 'discussion')).toBeGreaterThan(shareOf(precision, 'discussion'));
    expect(shareOf(insight, 'input', 'discussion', 'reflection')).toBeGreaterThan(0.5);
    expect(ignite.outline.sections.length).toBeGreaterThan(insight.outline.sections.length);
    const methods = all.map(
      ({ outline }) =>
        new Set(
          METHODS.filter(({ name }) =>
            outline.sections.some(({ descriptionHtml }) =>
              descriptionHtml.includes(`<strong>${name}</strong>`),
            ),
          ).map(({ id }) => id),
        ),
    );
    for (const [at, own] of methods.entries()) {
      for (const other of methods.slice(at + 1)) {
        const shared = [...own].filter((id) => other.has(id)).length;
        expect(shared / Math.min(own.size, other.size)).toBeLessThan(0.4);
      }
    }
    expect(textOf(precision)).toContain('Done when:');
    expect(textOf(insight)).toContain('The question:');
    expect(textOf(ignite)).toContain('The challenge:');
    expect(textOf(connect)).toContain('Listen for:');
  });

  test('the same seed makes the same outline, ids included; another seed another one', () => {
    expect(compose('connect')).toEqual(compose('connect'));
    const others = [2, 3, 4, 5].map((seed) => textOf(compose('connect', {}, { seed })));
    expect(others.some((text) => text !== textOf(compose('connect')))).toBe(true);
  });
});

describe('time', () => {
  const at = (startTime: string, endTime: string) => ({ startTime, endTime });
  test.each([
    ['fifteen minutes', at('09:00', '09:15')],
    ['three minutes', at('09:00', '09:03')],
    ['forty-seven minutes', at('13:10', '13:57')],
    ['a day of eight hours', at('09:00', '17:00')],
    ['a night past midnight', at('22:00', '03:00')],
    ['a day and a night', at('08:00', '08:00')],
    ['a day on which the clocks change', { startDate: '2026-03-29', ...at('00:30', '06:30') }],
    ['no times at all', { startDate: '', ...at('', '') }],
  ])('%s', (_, times) => {
    const metadata = { ...feedbackSession, ...times };
    for (const persona of PERSONAS) isWhole(compose(persona, times), metadata, persona);
  });

  test('nobody works for two hours without a break, and a long day has a meal about noon', () => {
    for (const persona of PERSONAS) {
      const { outline } = compose(persona, at('09:00', '17:00'));
      let stretch = 0;
      for (const { kind, durationMinutes } of outline.sections) {
        stretch = kind === 'break' ? 0 : stretch + durationMinutes;
        expect(stretch, persona).toBeLessThan(120);
      }
      const { sections } = scheduleOf({ ...feedbackSession, ...at('09:00', '17:00') }, outline.sections);
      const meal = outline.sections.findIndex(({ title }) => title === 'Shared meal');
      expect(sections[meal]?.start.time, persona).toMatch(/^(12:|13:00)/);
    }
    expect(
      compose('ignite', at('09:00', '10:30')).outline.sections.some(({ kind }) => kind === 'break'),
    ).toBe(false);
  });

  const topics = [
    {
      title: 'The one-minute opener',
      durationMinutes: 17,
      description: 'A sentence to begin hard talks with.',
    },
    { title: 'Following up', durationMinutes: 45 },
  ];
  const about = (composed: Composed, title: string): number =>
    minutesOf(composed.outline.sections, ({ topics: labels }) => labels.includes(title));

  test('custom topics have exactly the minutes they were given', () => {
    for (const persona of PERSONAS) {
      const composed = compose(persona, { topics });
      isWhole(composed, { ...feedbackSession, topics }, persona);
      expect([about(composed, 'The one-minute opener'), about(composed, 'Following up')], persona).toEqual([
        17, 45,
      ]);
      expect(textOf(composed)).toContain('A sentence to begin hard talks with.');
      const tight = compose(persona, { topics, specificTopics: '', ...at('09:00', '10:10') });
      expect([about(tight, 'The one-minute opener'), about(tight, 'Following up')], persona).toEqual([
        17, 45,
      ]);
    }
  });

  test('topics longer than the window get less, in proportion, and the outline says so', () => {
    const times = at('09:00', '09:40');
    const composed = compose('precision', { topics, ...times });
    isWhole(composed, { ...feedbackSession, topics, ...times }, 'tight');
    expect(about(composed, 'Following up')).toBeGreaterThan(about(composed, 'The one-minute opener'));
    expect(textOf(composed)).toContain('The setup asks for 45 min on this topic');
  });
});

describe('sources', () => {
  test('quotes are whole sentences of the passages, word for word, each once, beside where they are from', () => {
    for (const persona of PERSONAS) {
      const composed = compose(persona);
      const quotes = quotesIn(composed);
      expect(quotes.length, persona).toBeGreaterThan(3);
      expect(new Set(quotes).size, persona).toBe(quotes.length);
      for (const quote of quotes)
        expect(
          feedbackPassages.some(({ text }) => text.includes(quote)),
          quote,
        ).toBe(true);
      expect(textOf(composed)).toContain('Feedback handbook › Observation');
    }
  });

  test('sections name the passages they quote, and only those are the outline’s sources', () => {
    const { outline, sources } = compose('insight');
    const cited = new Set(outline.sections.flatMap((section) => section.sources.map(({ id }) => id)));
    expect([...cited].sort()).toEqual(sources.map(({ id }) => id).sort());
    for (const { sources: refs, descriptionHtml } of outline.sections) {
      for (const { title } of refs) expect(descriptionText(descriptionHtml)).toContain(title);
    }
  });

  test('more weight, more sources; none at 0', () => {
    const passages = [...feedbackPassages, ...moreOnFeedback];
    const [none, some, most] = RAG_WEIGHTS.map((ragWeight) =>
      compose('precision', {}, { ragWeight, passages }),
    );
    expect(none).toMatchObject({ sources: [], note: null, mix: { ai: 100, rag: 0, user: 0 } });
    expect(quotesIn(some as Composed).length).toBeGreaterThan(0);
    expect(quotesIn(most as Composed).length).toBeGreaterThan(quotesIn(some as Composed).length);
    expect(most?.mix.rag).toBeGreaterThan(some?.mix.rag ?? 0);
  });

  test('without passages there are no sources, and the outline says so', () => {
    const unquotable = [
      { ...feedbackPassages[0], text: '| a | table |\nhttps://example.org' },
    ] as typeof feedbackPassages;
    for (const passages of [[], unquotable]) {
      const composed = compose('connect', {}, { passages });
      expect(composed).toMatchObject({ sources: [], note: NO_SOURCES, mix: { rag: 0 } });
      expect(
        composed.outline.sections.every(({ sources, origin }) => sources.length === 0 && origin === 'ai'),
      ).toBe(true);
      expect(textOf(composed)).toContain('No sources:');
    }
    expect(textOf(compose('connect', {}, { passages: [], ragWeight: 0 }))).not.toContain('No sources:');
  });

  test('passages that fit no topic are quoted once at a light weight, and never made to look as if they did more', () => {
    const passages = [
      { ...feedbackPassages[0], text: 'Bees find their way home by the position of the sun.' },
    ] as typeof feedbackPassages;
    expect(quotesIn(compose('insight', {}, { passages, ragWeight: 0.35 }))).toHaveLength(1);
  });
});

describe('what was asked for', () => {
  const used = (composed: Composed, name: string): boolean => textOf(composed).includes(`${name}. `);

  test('methods named in the instruction or the prompt are preferred', () => {
    const instruction = `${DEFAULT_PERSONAS.precision.instruction}\nUse a fishbowl and a gallery walk.`;
    const config = { persona: 'precision' as const, instruction };
    const seeds = [1, 2, 3, 4, 5];
    const day = { startTime: '09:00', endTime: '17:00' };
    const count = (changes: Partial<ComposeInput>): number =>
      seeds.filter((seed) => used(compose('precision', day, { seed, ...changes }), 'Gallery walk')).length;
    expect(count({ config })).toBeGreaterThan(count({}));
    expect(count({ prompt: 'Please end with a gallery walk' })).toBeGreaterThan(count({}));
  });

  test('more interaction: less is told and shown; shorter sections: there are more of them', () => {
    for (const persona of PERSONAS) {
      const [usual, lively, short] = [[], ['more-interaction'], ['shorter-sections']].map((tweaks) =>
        compose(persona, {}, { tweaks: QUICK_TWEAKS.filter((tweak) => tweaks.includes(tweak)) }),
      ) as [Composed, Composed, Composed];
      expect(shareOf(lively, 'input', 'demonstration', 'reflection'), persona).toBeLessThanOrEqual(
        shareOf(usual, 'input', 'demonstration', 'reflection'),
      );
      expect(short.outline.sections.length, persona).toBeGreaterThan(usual.outline.sections.length);
      isWhole(lively, feedbackSession, persona);
      isWhole(short, feedbackSession, persona);
    }
  });

  test('online, nothing is done that needs a room', () => {
    const inRooms = METHODS.filter(({ online }) => !online).map(({ name }) => name);
    for (const persona of PERSONAS) {
      const online = textOf(
        compose(persona, { location: 'Online (Zoom)', startTime: '09:00', endTime: '16:00' }),
      );
      expect(
        inRooms.filter((name) => online.includes(`${name}. `)),
        persona,
      ).toEqual([]);
    }
  });
});

test('whatever the setup says, the outline is whole', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  const texts = [
    '',
    'x',
    '<b>Bold</b> & "quotes" {title} $&',
    'Über Ängste; 日本語のトピック, العربية',
    'a '.repeat(900).trim(),
  ];
  for (let round = 0; round < 60; round++) {
    const from = rng.int(1440);
    const minutes = 3 + rng.int(rng.pick([20, 100, 600, 1437]));
    const clock = (minute: number): string =>
      `${String(Math.floor((minute % 1440) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const metadata: SessionMetadata = {
      ...emptyMetadata('Europe/Dublin'),
      title: rng.pick(texts).slice(0, 160),
      sessionType: rng.pick(['event', 'training', 'workshop', 'webinar'] as const),
      desiredOutcome: rng.pick(texts),
      currentProblem: rng.pick(texts),
      specificTopics: rng.pick(texts),
      startTime: clock(from),
      endTime: clock(from + minutes),
      audienceName: rng.pick(texts).slice(0, 120),
      toneName: rng.pick(['', 'Playful', 'Formal']),
      capacityMax: rng.pick([null, 1, 3, 12, 400, 90_000]),
      topics: Array.from({ length: rng.int(5) }, (_, at) => ({
        title: `Topic ${at} ${rng.pick(texts)}`.slice(0, 160),
        durationMinutes: rng.int(120),
      })),
    };
    const composed = composeOutline({
      metadata,
      config: DEFAULT_PERSONAS[rng.pick(PERSONAS)],
      ragWeight: rng.pick(RAG_WEIGHTS),
      tweaks: QUICK_TWEAKS.filter(() => rng.chance(0.3)),
      passages: rng.chance(0.5) ? feedbackPassages : [],
      seed: rng.int(2 ** 31),
    });
    const hint = `seed ${seed} round ${round}: ${minutes} min`;
    isWhole(composed, metadata, hint);
    expect(contributionMix(composed.outline, composed.outline, composed.sources), hint).toEqual(composed.mix);
  }
});
