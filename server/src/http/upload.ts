import busboy from 'busboy';
import type { Request } from 'express';
import { AppError, invalidField } from '@ensemble/shared';

export interface UploadedFile {
  /** As the client calls it, without folders. */
  name: string;
  bytes: Buffer;
}

export interface Upload {
  file: UploadedFile;
  fields: Record<string, string>;
}

const FIELDS_MAX = 20;
const FIELD_BYTES_MAX = 64 * 1024;
/** Headers and fields around the file. */
const AROUND_BYTES = 256 * 1024;
const NAME_MAX = 200;

export const isUpload = (req: Request): boolean => typeof req.is('multipart/form-data') === 'string';

/**
 * The file of the field `file` and the text fields beside it, kept in memory.
 * @throws AppError `too-large` beyond `maxBytes`, `invalid` naming `file` without one, `bad-request` when it is cut off.
 */
export async function readUpload(req: Request, maxBytes: number): Promise<Upload> {
  const tooLarge = (): AppError => {
    const message = `must be at most ${Math.floor(maxBytes / 1024 / 1024)} MB`;
    return new AppError('too-large', `The file ${message}.`, { fields: [{ path: 'file', message }] });
  };
  if (Number(req.headers['content-length'] ?? 0) > maxBytes + AROUND_BYTES) {
    await drained(req, maxBytes);
    throw tooLarge();
  }
  try {
    return await parsed(req, maxBytes, tooLarge);
  } catch (error) {
    req.unpipe();
    await drained(req, maxBytes);
    if (error instanceof AppError) throw error;
    throw new AppError('bad-request', 'The upload cannot be read.', { cause: error });
  }
}

function parsed(req: Request, maxBytes: number, tooLarge: () => AppError): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    let file: UploadedFile | null = null;
    const parser = busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: {
        files: 1,
        fileSize: maxBytes,
        fields: FIELDS_MAX,
        fieldSize: FIELD_BYTES_MAX,
        parts: FIELDS_MAX + 1,
      },
    });
    parser.on('field', (name, value) => {
      if (name !== '__proto__') fields[name] = value;
    });
    parser.on('file', (field, stream, { filename = '' }: { filename?: string }) => {
      const parts: Buffer[] = [];
      // A name that is missing or strange must not stop the upload.
      const name = filename.replace(/[\p{C}]/gu, '').slice(-NAME_MAX);
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('limit', () => {
        reject(tooLarge());
      });
      stream.on('error', reject);
      stream.on('close', () => {
        if (field === 'file') file = { name, bytes: Buffer.concat(parts) };
      });
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => {
        reject(new AppError('bad-request', 'Send one file, and few fields beside it.'));
      });
    }
    parser.on('error', reject);
    parser.on('close', () => {
      if (file) resolve({ file, fields });
      else reject(invalidField('file', 'must be a file'));
    });
    req.on('aborted', () => {
      reject(new AppError('bad-request', 'The upload was cut off.'));
    });
    req.pipe(parser);
  });
}

/** Reads on without keeping anything: who is still sending would not see an answer. Far beyond the limit it is cut. */
function drained(req: Request, maxBytes: number): Promise<void> {
  if (req.readableEnded || req.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let seen = 0;
    req.on('data', (part: Buffer) => {
      seen += part.length;
      if (seen > 4 * maxBytes) req.destroy();
    });
    req.once('end', resolve);
    req.once('close', resolve);
    req.resume();
  });
}
