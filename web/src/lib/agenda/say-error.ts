/** Schemas name fields as the API does; beside a field people read them as the page calls them. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/capacityMax/, 'the most seats'],
  [/capacityMin/, 'the fewest seats'],
  [/(?:activeFrom|from)(?=\.?$)/, 'the first day'],
];

export const inPageWords = (message: string | undefined): string | undefined =>
  message === undefined
    ? undefined
    : NAMES.reduce((text, [field, words]) => text.replace(field, words), message);
