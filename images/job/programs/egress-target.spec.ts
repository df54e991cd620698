import { readAllowList } from './egress-rules.mjs';
import { addressesOf } from './egress-target.mjs';

const entries = readAllowList('git.example,*.suffix.example,own.example!private,10.0.0.5!private,10.0.0.6');
const leading = (...addresses: string[]) => async () => addresses;
const asked = (host: string, resolve: (host: string) => Promise<string[]>) => addressesOf(entries, { host, port: 443 }, resolve);
const never = () => Promise.reject(new Error('a name that is not listed must not be looked up'));

test('a listed name leads to its public addresses, three at most', async () => {
  expect(await asked('git.example', leading('10.0.0.1', '8.8.8.8', '::1', '2606:4700::1111', '1.1.1.1', '9.9.9.9'))).toEqual(['8.8.8.8', '2606:4700::1111', '1.1.1.1']);
});

test.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00:ec2::254', '::ffff:10.0.0.1', '64:ff9b::a9fe:a9fe'])('a listed name that leads to %s is refused', async (address) => {
  await expect(asked('git.example', leading(address))).rejects.toMatchObject({ status: 403, reason: 'private_address' });
  await expect(asked('a.suffix.example', leading(address))).rejects.toMatchObject({ status: 403, reason: 'private_address' });
  expect(await asked('own.example', leading(address))).toEqual([address]);
});

test('a name that is not listed is not even looked up: names carry secrets out, too', async () => {
  await expect(asked('secret.evil.example', never)).rejects.toMatchObject({ status: 403, reason: 'not_listed' });
});

test('an address must be listed, and a private one with its mark', async () => {
  await expect(asked('8.8.8.8', never)).rejects.toMatchObject({ reason: 'not_listed' });
  await expect(asked('10.0.0.6', never)).rejects.toMatchObject({ reason: 'private_address' });
  expect(await asked('10.0.0.5', never)).toEqual(['10.0.0.5']);
});

test('a name without an address is told apart from one that is refused', async () => {
  await expect(asked('git.example', leading())).rejects.toMatchObject({ status: 502, reason: 'unresolved' });
  await expect(asked('git.example', () => Promise.reject(new Error('ENOTFOUND')))).rejects.toMatchObject({ status: 502, reason: 'unresolved' });
});
