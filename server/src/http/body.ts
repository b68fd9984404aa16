import { promisify } from 'node:util';
import express from 'express';
import { AppError } from '@ensemble/shared';

const LIMIT_BYTES = 512 * 1024;
const TYPES = ['application/json', 'application/*+json'];
const parse = express.json({ limit: LIMIT_BYTES, type: TYPES, strict: false });

/**
 * The body as JSON; an absent one is an empty object, one of the type `text` is `{ text }`.
 * @throws AppError `unsupported-media`; body-parser's own errors, which problem.ts knows: `bad-request`, `too-large`.
 */
export async function readBody(req: express.Request, res: express.Response, text?: string): Promise<unknown> {
  const isEmpty = req.headers['content-length'] === '0';
  if (text !== undefined && typeof req.is(text) === 'string') {
    await promisify(express.text({ limit: LIMIT_BYTES, type: text }))(req, res);
    return { text: typeof req.body === 'string' ? req.body : '' };
  }
  // `is` answers null where there is no body at all, false where there is one of another type.
  if (!isEmpty && req.is(TYPES) === false) {
    const types = ['application/json', ...(text === undefined ? [] : [text])].join(' or ');
    throw new AppError('unsupported-media', `Send the body as ${types}.`);
  }
  await promisify(parse)(req, res);
  return req.body === undefined ? {} : (req.body as unknown);
}
