import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const request = (forwarded?: string): IncomingMessage =>
  ({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: '10.0.0.1' },
  }) as unknown as IncomingMessage;

test.each([
  ['nobody is believed without proxies', '6.6.6.6', 0, '10.0.0.1'],
  ['one proxy saw the last address', '6.6.6.6, 203.0.113.9', 1, '203.0.113.9'],
  ['two proxies: the one before', '6.6.6.6, 203.0.113.9, 10.0.0.7', 2, '203.0.113.9'],
  ['fewer entries than proxies: the first', '203.0.113.9', 3, '203.0.113.9'],
  ['no header: the socket', undefined, 1, '10.0.0.1'],
])('%s', (_story, forwarded, proxies, expected) => {
  expect(clientAddress(request(forwarded), proxies)).toBe(expected);
});
