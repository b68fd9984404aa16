import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiPath } from '../../../server/src/http/openapi.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { problemsOfOpenApi } from './openapi-check.ts';

// The document as any client reads it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
let document: any;
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  document = (await app.stranger().get('/api/openapi.json')).body;
});
afterAll(() => app.close());

test('the document is valid OpenAPI 3.1', () => {
  expect(problemsOfOpenApi(document)).toEqual([]);
});

test('the check would notice', () => {
  const broken = structuredClone(document);
  broken.paths['/sessions/{id}'].get.parameters = [];
  broken.paths['/sessions'].post.requestBody.content['application/json'].schema.required.push('ghost');
  expect(problemsOfOpenApi(broken)).toHaveLength(2);
});

test('every route is in it, with who may call it', () => {
  for (const { method, path, access } of app.routes) {
    const operation = document.paths[openApiPath(path)]?.[method];
    expect(operation, `${method} ${path}`).toMatchObject({ 'x-access': access.label });
  }
});

test('a call without a body tells of what it may be refused for, each under its status', () => {
  const { responses } = document.paths['/drafts/{id}/sections/{sid}/restore'].post;
  expect(Object.keys(responses)).toEqual(expect.arrayContaining(['409', '413', '422', '503']));
  expect(responses['409'].description).toContain('request-in-progress');
  expect(document.paths['/drafts/{id}/publish'].post.responses['503'].description).toContain('unavailable');
});

test('signing up and in is in it too', () => {
  const { schema } = document.paths['/auth/sign-up/email'].post.requestBody.content['application/json'];
  expect(schema.required).toEqual(['name', 'email', 'password']);
});

test.each(['post /sessions', 'patch /sessions/{id}'])('%s tells the whole shape of a recurrence', (name) => {
  const [method = '', path = ''] = name.split(' ');
  const body = document.paths[path][method].requestBody.content['application/json'].schema;
  const recurrence = body.properties.recurrence.anyOf[0];
  expect(recurrence).toMatchObject({ type: 'object', required: ['type'], additionalProperties: false });
  expect(Object.keys(recurrence.properties)).toEqual([
    'type',
    'interval',
    'daysOfWeek',
    'setPositions',
    'date',
    'startDate',
    'until',
    'weekStart',
    'startTime',
    'endTime',
  ]);
  expect(recurrence.properties.type.enum).toEqual(['weekly', 'monthly', 'one_time']);
  expect(recurrence.properties.daysOfWeek.items).toMatchObject({ type: 'integer', minimum: 0, maximum: 6 });
});
