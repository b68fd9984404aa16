import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureAuthSecret } from './auth-secret.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ensemble-secret-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('makes the folder and the secret once, for the owner alone', async () => {
  const inside = join(dataDir, 'not', 'there', 'yet');
  const secret = await ensureAuthSecret(inside);
  expect(secret.length).toBeGreaterThanOrEqual(43); // 256 bits in base64url
  expect(await ensureAuthSecret(inside)).toBe(secret);
  expect((await stat(join(inside, 'auth-secret'))).mode & 0o777).toBe(0o600);
});

test('starts at the same moment agree on one, and leave nothing behind', async () => {
  const secrets = await Promise.all(Array.from({ length: 20 }, () => ensureAuthSecret(dataDir)));
  expect(new Set(secrets).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(['auth-secret']);
});

test('a damaged secret is reported, never replaced', async () => {
  await writeFile(join(dataDir, 'auth-secret'), '');
  await expect(ensureAuthSecret(dataDir)).rejects.toThrow(/delete it to make a new one/);
});
