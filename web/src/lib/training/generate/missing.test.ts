import { expect, test } from 'vitest';
import { emptyMetadata } from '@ensemble/shared/training/metadata.schema';
import { missingFields, refusedFields } from './missing.ts';

const ID = 'b'.repeat(24);

test('what outlines cannot be made without is named, each with the way to its field', () => {
  expect(missingFields(ID, { ...emptyMetadata(), title: 'Feedback' })).toEqual([
    { label: 'Desired outcome', href: `/session-builder/${ID}?step=setup#meta%2FdesiredOutcome` },
  ]);
  expect(missingFields(ID, { ...emptyMetadata(), title: 'Feedback', desiredOutcome: 'They can.' })).toEqual(
    [],
  );
});

test('of what the server refuses, only what has a field is a link', () => {
  const errors = [
    { path: 'metadata.title', message: 'must not be empty' },
    { path: 'tweaks.0', message: 'unknown' },
  ];
  expect(refusedFields(ID, errors).map(({ label }) => label)).toEqual(['Title']);
});
