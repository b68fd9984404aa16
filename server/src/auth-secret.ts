import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The secret that signs session cookies, for installations that set no AUTH_SECRET: made once with 256
 * random bits and kept in `dataDir`/auth-secret, readable by its owner alone. Processes that start at
 * the same moment all get the same secret. Throws when the file holds anything too short to be one:
 * replacing it quietly would sign everybody out.
 */
export async function ensureAuthSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'auth-secret');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const kept = await readIfThere(path);
  if (kept !== undefined) return checked(kept, path);

  // A link appears whole or not at all, and never over an existing file: the first process wins.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return checked(await readFile(path, 'utf8'), path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function checked(content: string, path: string): string {
  const secret = content.trim();
  if (secret.length < 32) {
    throw new Error(
      `${path} holds no usable secret; restore it, or delete it to make a new one (signs everybody out)`,
    );
  }
  return secret;
}
