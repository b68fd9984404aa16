import { expect, test } from 'vitest';
import { listPlace } from './list-place.ts';

test('on a phone the list stands above the input, below the page’s head', () => {
  expect(listPlace({ top: 740, bottom: 836 }, 0, 844)).toEqual({ below: false, height: 460 });
  // The keyboard is up: what is left above is used, though it is little.
  expect(listPlace({ top: 350, bottom: 446 }, 0, 450)).toEqual({ below: false, height: 342 });
});

test('an input near the top of a large screen opens its list below', () => {
  expect(listPlace({ top: 350, bottom: 426 }, 44, 800)).toEqual({ below: true, height: 366 });
});

test('the list never reaches past what is seen', () => {
  for (let top = -50; top < 900; top += 7) {
    const { below, height } = listPlace({ top, bottom: top + 80 }, 40, 844);
    expect(height).toBeGreaterThanOrEqual(0);
    if (height > 0) expect(below ? top + 80 + height : height + 40).toBeLessThanOrEqual(below ? 844 : top);
  }
});
