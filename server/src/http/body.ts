import { promisify } from 'node:util';
import express from 'express';
import { AppError } from '@ensemble/shared';

const LIMIT_BYTES = 512 * 1024;
const TYPES = ['application/json', 'application/*+json'];
const parse = express.json({ limit: LIMIT_BYTES, type: TYPES, strict: false });

/**
 * The body as JSON; an absent one is an empty object.
 * @throws AppError `unsupported-media`; body-parser's own errors, which problem.ts knows: `bad-request`, `too-large`.
 */
export async function readBody(req: express.Request, res: express.Response): Promise<unknown> {
  const isEmpty = req.headers['content-length'] === '0';
  // `is` answers null where there is no body at all, false where there is one of another type.
  if (!isEmpty && req.is(TYPES) === false) {
    throw new AppError('unsupported-media', 'Send the body as application/json.');
  }
  await promisify(parse)(req, res);
  return req.body === undefined ? {} : (req.body as unknown);
}
