import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let ben: Person;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
  ben = await app.signUp('Ben');
});
afterAll(() => app.close());

describe('a text', () => {
  test('is kept, found by its words and read', async () => {
    const made = await ada.post('/api/knowledge', { text: '# Fishbowls\n\n## How\n\nFive chairs stand in the middle. Whoever sits there talks; the others listen.' });
    expect([made.status, made.body]).toMatchObject([201, { title: 'Fishbowls', isMine: true, passageCount: 1 }]);
    const found = await ada.get('/api/knowledge/search?q=listening%20chair');
    expect(found.body.items).toHaveLength(1);
    expect(found.body.items[0]).toMatchObject({ score: 1, passage: { heading: 'Fishbowls › How', title: 'Fishbowls' } });
    expect((await ben.get('/api/knowledge/search?q=listening%20chair')).body.items).toEqual([]);
  });
});
