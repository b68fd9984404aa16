import { describe, expect, test } from 'vitest';
import { Rng } from '../core/rng.ts';
import { contributionMix } from './mix.ts';
import type { OutlineSection } from './outline.schema.ts';
import { anySection, feedbackPassages, section, someWords } from './rules.fixture.ts';

const outline = (...sections: OutlineSection[]) => ({ sections });
const QUOTE = 'A judgement invites an argument, while an observation invites a conversation.';
const base = outline(
  section('1', { title: 'One two three four', descriptionHtml: '<p>five six seven eight nine ten</p>' }),
  section('2', { title: 'Source', descriptionHtml: `<blockquote><p>“${QUOTE}”</p></blockquote>` }),
);

describe('whose words', () => {
  test('an outline just made has nothing of people in it', () => {
    // Ten words and a title of a maker, eleven of the handbook.
    expect(contributionMix(base, base, feedbackPassages)).toEqual({ ai: 50, rag: 50, user: 0 });
    expect(contributionMix(base, base, [])).toEqual({ ai: 100, rag: 0, user: 0 });
  });

  test('without a generated base all of it is people’s', () => {
    expect(contributionMix(base, null, feedbackPassages)).toEqual({ ai: 0, rag: 0, user: 100 });
    expect(contributionMix(outline(), base, [])).toEqual({ ai: 0, rag: 0, user: 100 });
  });

  test('typing raises User, one word is seen already', () => {
    const [first, second] = base.sections as [OutlineSection, OutlineSection];
    const typed = { ...first, descriptionHtml: '<p>five six seven eight nine ten eleven twelve</p>' };
    expect(contributionMix(outline(typed, second), base, feedbackPassages).user).toBe(8);
    const long = outline(...Array.from({ length: 40 }, (_, at) => anySection(new Rng(at), `s${at}`)));
    const [head, ...rest] = long.sections as [OutlineSection];
    const one = outline({ ...head, title: `${head.title} hello` }, ...rest);
    expect(contributionMix(one, long, []).user).toBe(1);
  });

  test('moving, regrouping, timing and duplicating is not writing', () => {
    const [first, second] = base.sections as [OutlineSection, OutlineSection];
    const copy = { ...first, id: 'copy' };
    const shuffled = outline(second, { ...first, durationMinutes: 90, groupId: 'g' }, copy);
    expect(contributionMix(shuffled, base, feedbackPassages).user).toBe(0);
  });

  test('a passage that a person typed in is theirs; fewer than five words meet by chance', () => {
    const typed = outline(
      ...base.sections,
      section('3', { title: '', descriptionHtml: '<p>Describe what you saw and heard today</p>' }),
    );
    expect(contributionMix(typed, base, feedbackPassages).user).toBe(24);
    const short = outline(section('1', { title: '', descriptionHtml: '<p>an observation invites a</p>' }));
    expect(contributionMix(short, short, feedbackPassages)).toEqual({ ai: 100, rag: 0, user: 0 });
  });
});

test('whole percents that sum to 100, and User never falls while somebody types', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  for (let round = 0; round < 60; round++) {
    const made = outline(...Array.from({ length: 1 + rng.int(6) }, (_, at) => anySection(rng, `s${at}`)));
    let current = made;
    let user = 0;
    for (let edit = 0; edit < 8; edit++) {
      const at = rng.int(current.sections.length);
      current = outline(
        ...current.sections.map((each, i) =>
          i === at
            ? { ...each, descriptionHtml: `${each.descriptionHtml}<p>typed${edit} ${someWords(rng, 5)}</p>` }
            : each,
        ),
      );
      const mix = contributionMix(current, made, feedbackPassages);
      expect(mix.ai + mix.rag + mix.user, `seed ${seed}`).toBe(100);
      expect(
        Object.values(mix).every((share) => Number.isInteger(share) && share >= 0),
        `seed ${seed}`,
      ).toBe(true);
      expect(mix.user, `seed ${seed}`).toBeGreaterThanOrEqual(user);
      user = mix.user;
    }
    expect(user, `seed ${seed}`).toBeGreaterThan(0);
  }
});
