import type { IConfiguration, IForbiddenRuleType } from 'dependency-cruiser';

/**
 * The import map: which folder may know which. ARCHITECTURE.md draws it; `npm run check` enforces it.
 * Tests and scripts may import anything, since they put the parts together themselves.
 */
const domains =
  '(?:accounts|instances|seats|music|training|storytelling|agenda|trips|documents|knowledge|setup)';
const aTest = '\\.test\\.ts$';
const theRoot = '^server/src/(?:app|main)\\.ts$';

const forbidden: IForbiddenRuleType[] = [
  {
    name: 'shared-stands-alone',
    comment: 'shared is the ground floor: it imports nothing of ours, and tests its own code only.',
    severity: 'error',
    from: { path: '^shared/src/' },
    to: { path: '^(?:server|web|scripts)/' },
  },
  {
    name: 'shared-is-pure',
    comment: 'shared runs in the browser too: no files, sockets or other parts of Node.',
    severity: 'error',
    from: { path: '^shared/src/', pathNot: aTest },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'embedded-store-stands-alone',
    comment: 'The embedded store speaks the MongoDB wire protocol and knows nothing of Ensemble.',
    severity: 'error',
    from: { path: '^server/src/embedded-mongo/', pathNot: aTest },
    to: { path: '^(?:shared|web|scripts|server/src/(?!embedded-mongo/))' },
  },
  {
    name: 'only-the-root-knows-the-domains',
    comment:
      'collab, live, search, llm, http and their like know no domain: domains register with them, in app.ts.',
    severity: 'error',
    from: { path: '^server/src/', pathNot: [`^server/src/${domains}/`, theRoot, aTest] },
    to: { path: `^server/src/${domains}/` },
  },
  {
    name: 'domains-meet-at-their-index',
    comment: 'A domain imports another one only through its published face, index.ts.',
    severity: 'error',
    from: { path: `^server/src/(${domains})/`, pathNot: aTest },
    to: { path: `^server/src/${domains}/`, pathNot: ['^server/src/$1/', '^server/src/[^/]+/index\\.ts$'] },
  },
  {
    name: 'nothing-imports-the-root',
    comment: 'app.ts puts everything together; what it hands out arrives as arguments.',
    severity: 'error',
    from: { path: '^(?:server/src|shared|web)/', pathNot: [theRoot, aTest] },
    to: { path: theRoot },
  },
  {
    name: 'handlers-ask-services',
    comment: 'Routes, live and document handlers call services; only services know repositories and models.',
    severity: 'error',
    from: { path: '\\.(?:routes|live|docs)\\.ts$' },
    to: { path: '^server/src/.*(?:\\.(?:repo|model)\\.ts|/models/.*\\.ts)$' },
  },
  {
    name: 'web-never-imports-server',
    comment: 'The pages know the server by its API and by what both share.',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^server/' },
  },
  {
    name: 'server-never-imports-pages',
    comment: 'The server serves the built pages; it does not know their sources.',
    severity: 'error',
    from: { path: '^server/src/', pathNot: aTest },
    to: { path: '^web/src/' },
  },
  {
    name: 'code-never-imports-tests',
    comment: 'What runs for people does not depend on what runs for tests.',
    severity: 'error',
    from: { path: '^(?:server|shared|web|scripts)/', pathNot: aTest },
    to: { path: ['^tests/', aTest] },
  },
  {
    name: 'no-circles',
    comment: 'Two files that need each other are one file, or miss a third one.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nothing imports and that imports nothing is dead, unless something runs it.',
    severity: 'error',
    from: {
      orphan: true,
      pathNot: [
        aTest,
        '\\.d\\.ts$',
        '^server/src/env-file\\.ts$',
        '^scripts/[^/]+\\.(?:ts|mjs)$',
        '^tests/(?:e2e|support|fixtures)/',
        '^web/src/(?:routes/|app\\.|hooks\\.|service-worker)',
        '^web/[^/]+\\.ts$',
      ],
    },
    to: {},
  },
  {
    name: 'no-missing-imports',
    comment: 'The import leads nowhere, or to a package that no package.json names.',
    severity: 'error',
    from: { path: '^(?:server|shared|scripts|tests)/' },
    to: { couldNotResolve: true },
  },
];

export const importMap = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^web/(?:build|\\.svelte-kit)/|^(?:virtual:|\\$)' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.json', '.d.ts'],
    },
  },
} satisfies IConfiguration;
