// Which addresses webhooks may reach.
import type { lookup as systemLookup, LookupAddress } from 'node:dns';
import { AddressRefused, isPublic, publicLookup, requirePublicHost } from './public-address';

test.each(['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.255.255', '2606:4700::1111', '2a00:1450:4001::1'])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  '127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255',
  '::', '::1', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'no address',
])('%s is not', (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each(['https://127.0.0.1/x', 'https://2130706433/', 'https://0x7f.1/', 'https://[::1]:8443/', 'https://[::ffff:a00:1]/'])('an address in a URL is looked at in whatever way it is written: %s', (url) => {
  expect(() => requirePublicHost(url)).toThrow(AddressRefused);
});

test('names and public addresses in a URL are left to the look-up', () => {
  for (const url of ['https://localhost/', 'https://8.8.8.8/', 'https://chat.example/']) expect(() => requirePublicHost(url)).not.toThrow();
});

const resolving = (...addresses: string[]) => publicLookup(((_host: string, _options: object, done: (error: null, found: LookupAddress[]) => void) => {
  done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
}) as unknown as typeof systemLookup);
const resolved = (lookup: ReturnType<typeof publicLookup>, all: boolean) => new Promise((resolve) => {
  lookup('chat.example', { all }, (error, address) => { resolve(error ?? address); });
});

test('a name leads to its public addresses and to no other', async () => {
  expect(await resolved(resolving('10.0.0.1', '8.8.8.8', '::1'), true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
  expect(await resolved(resolving('10.0.0.1', '8.8.8.8'), false)).toBe('8.8.8.8');
});

test('a name with none is refused, and the operator told what would allow it', async () => {
  expect(String(await resolved(resolving('169.254.169.254', '::1'), true))).toMatch(/chat\.example.*SPECLINE_WEBHOOK_PRIVATE_ADDRESSES=1/);
});
