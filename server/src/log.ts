import { pino, type Logger } from 'pino';

/**
 * pino JSON, one line an event, without personal content: ids and counts, no names, no e-mails,
 * no text that people wrote.
 */
export type Log = Logger;

export const createLog = (level: string): Log =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.cookie', 'req.headers.authorization', 'password', 'token'],
  });
