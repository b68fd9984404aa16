import { expect, test } from 'vitest';
import { isKeepablePath, isSeenMessage, markKept, titleOf } from './kept-page.ts';

test('pages one reads are kept; who one is, ways in and forms are not', () => {
  const kept = [
    '/',
    '/sessions',
    '/sessions/ireland/dublin/ryans',
    '/instances/673dc0a1',
    '/tunes/12',
    '/bookings',
  ];
  const never = [
    '/account',
    '/admin',
    '/sign-in',
    '/sign-up',
    '/reset-password',
    '/join/abc',
    '/bookings/confirm/abc',
    '/invited/abc',
    '/api/me',
    '/api/auth/get-session',
    '/instances',
    '/instances/a/b',
    '/tunesmith',
    '/sessions/new',
    '/sessions/ireland/dublin/ryans/edit',
  ];
  expect(kept.filter((path) => !isKeepablePath(path))).toEqual([]);
  expect(never.filter(isKeepablePath)).toEqual([]);
});

test('a copy says when it was made, and its title is found', () => {
  const html =
    '<!doctype html>\n<html lang="en"><head><title>Ryan’s &amp; co, 20 Nov · Ensemble</title></head></html>';
  expect(markKept(html, '2026-11-20T20:14:00.000Z')).toContain(
    '<html data-kept="2026-11-20T20:14:00.000Z" lang="en">',
  );
  expect(titleOf(html)).toBe('Ryan’s &amp; co, 20 Nov');
  expect(titleOf('<html lang="en"></html>')).toBeNull();
});

test('only whole messages are heard', () => {
  expect(isSeenMessage({ type: 'seen', viewer: 'u1', path: null })).toBe(true);
  for (const other of [null, 'seen', { type: 'seen' }, { type: 'seen', viewer: 1, path: null }]) {
    expect(isSeenMessage(other)).toBe(false);
  }
});
