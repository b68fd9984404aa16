import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress, countedAs } from './client-address.ts';

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

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, expected) => {
  expect(countedAs(address)).toBe(expected);
});
