import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isBearer } from '../http/origin.ts';

/** Of SHA-256 in base64, which ends with one `=`. */
const SIGNATURE_LENGTH = 44;

/**
 * The token of a sign-in as better-auth hands it out: `<token>.<signature>` in its cookie, the same or the token
 * alone as a bearer. Null where there is none or the signature is not ours. Where a bearer token is sent the cookie
 * is not looked at, since the origin check was waived for the token's sake.
 */
export function signInToken(headers: IncomingHttpHeaders, cookieName: string, secret: string): string | null {
  // A password that a proxy in front asks for (Basic) says nothing to us.
  if (isBearer(headers)) {
    const token = headers.authorization?.slice('bearer '.length).trim() ?? '';
    if (token === '') return null;
    return token.includes('.') ? signed(decoded(token), secret) : token;
  }
  const cookie = headers.cookie === undefined ? null : cookieNamed(headers.cookie, cookieName);
  return cookie === null ? null : signed(cookie, secret);
}

function signed(value: string, secret: string): string | null {
  const at = value.lastIndexOf('.');
  const signature = value.slice(at + 1);
  if (at < 1 || signature.length !== SIGNATURE_LENGTH || !signature.endsWith('=')) return null;
  const token = value.slice(0, at);
  const expected = createHmac('sha256', secret).update(token).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null;
}

/** The first of that name, as browsers order them: the one of the most specific path. */
function cookieNamed(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at === -1 || part.slice(0, at).trim() !== name) continue;
    const value = part.slice(at + 1).trim();
    return decoded(value.startsWith('"') ? value.slice(1, -1) : value);
  }
  return null;
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
