import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Which folder may import which is not here: see scripts/check/import-map.ts. */

const nowMessage = 'Take a Clock (shared/src/core/clock.ts), so that tests can move time.';
const randomMessage = 'Take an Rng (shared/src/core/rng.ts), or node:crypto for ids and secrets.';
const timerMessage = 'shared has no timers: let the caller schedule, with the times it gets from here.';

const unsafe = (level) =>
  Object.fromEntries(
    ['argument', 'assignment', 'call', 'member-access', 'return'].map((what) => [
      `@typescript-eslint/no-unsafe-${what}`,
      level,
    ]),
  );

const typed = {
  projectService: { allowDefaultProject: ['*.js'] },
  tsconfigRootDir: import.meta.dirname,
};

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/build/',
      '**/.svelte-kit/',
      'coverage/',
      'data/',
      'test-results/',
      'playwright-report/',
      'tests/fixtures/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: globals.node, parserOptions: typed },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [{ from: 'package', package: 'vitest', name: ['test', 'describe', 'it'] }],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-deprecated': [
        'error',
        // The driver deprecates the overload that mixes two kinds of options; we pass one kind.
        { allow: [{ from: 'package', package: 'mongodb', name: 'createIndex' }] },
      ],
      // A union may name a case for its readers although a wider one swallows it.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // We are served from the root of our origin: a plain href is right.
      'svelte/no-navigation-without-resolve': 'off',
      // Refusing control characters in what people type is what those patterns are for.
      'no-control-regex': 'off',
      // An async method may be async for its interface alone.
      '@typescript-eslint/require-await': 'off',
      // Dependencies are objects of functions that stand alone, and are taken apart where they arrive.
      '@typescript-eslint/unbound-method': 'off',
      // What a callback hands on is passed on as it came.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // Numbers read well in messages.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    // One clock and one random source for all of it: what is handed in can be moved and repeated.
    files: ['shared/src/**/*.ts', 'server/src/**/*.ts'],
    ignores: ['shared/src/core/**', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: nowMessage },
        { object: 'DateTime', property: 'now', message: nowMessage },
        { object: 'Math', property: 'random', message: randomMessage },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: nowMessage },
      ],
    },
  },
  {
    files: ['shared/src/**/*.ts'],
    ignores: ['shared/src/core/**', '**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: timerMessage })),
      ],
    },
  },
  {
    // The pages know the server by its API alone. The import map says so too, but in components it
    // cannot see imports of types.
    files: ['web/**/*.ts', 'web/**/*.svelte'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@ensemble/server', '@ensemble/server/*', '**/server/src/**'],
              message: 'Share it through @ensemble/shared.',
            },
          ],
        },
      ],
    },
  },
  {
    // Kit's generated types and the props of other components are `any` to eslint: svelte-check judges.
    files: ['web/**'],
    rules: unsafe('off'),
  },
  {
    // Components are linted without types, which would take minutes: svelte-check judges their types, and
    // what thinks lives in *.svelte.ts, which is linted with them.
    files: ['**/*.svelte'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { parserOptions: { parser: ts.parser, projectService: false } },
  },
  {
    files: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { ...typed, parser: ts.parser } },
  },
  {
    // A class chooses which of its fields the page follows: a plain Map in one is often meant.
    files: ['**/*.svelte.ts'],
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    files: ['**/*.test.ts', 'tests/**/*.ts'],
    rules: {
      // What a response holds is for the assertions to find out.
      ...unsafe('off'),
    },
  },
  { files: ['scripts/**', 'tests/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], extends: [ts.configs.disableTypeChecked] },
);
