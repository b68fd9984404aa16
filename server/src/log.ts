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

/** The log of one part, which says what it is about. */
export const subject = (log: Log, name: string) => {
  const child = log.child({ subject: name });
  return {
    info: (message: string, facts: Record<string, unknown> = {}) => child.info(facts, message),
    warn: (message: string, facts: Record<string, unknown> = {}) => child.warn(facts, message),
    error: (message: string, facts: Record<string, unknown> = {}) => child.error(facts, message),
  };
};
