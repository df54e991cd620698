// Keeps webhooks out of private networks: the address that was looked at is the one that is connected to.
import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';

/** Special-purpose addresses by IANA's registries: this machine, private and shared networks, link-local with the metadata services of clouds, documentation, multicast. */
const closedIpv4 = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'];
/** Public unicast is within 2000::/3; these parts of it lead to IPv4 (Teredo, 6to4) or nowhere. */
const closedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const closed = subnets(closedIpv4, 'ipv4');
const unicast = subnets(['2000::/3'], 'ipv6');
const closedUnicast = subnets(closedIpv6, 'ipv6');

export class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} leads to an address that is not public; SPECLINE_WEBHOOK_PRIVATE_ADDRESSES=1 allows that`);
    this.name = 'AddressRefused';
  }
}

export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  return unicast.check(address, 'ipv6') && !closedUnicast.check(address, 'ipv6');
}

/** Addresses need no look-up, so nothing else would look at them. @throws AddressRefused */
export function requirePublicHost(url: string): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !isPublic(host)) throw new AddressRefused(host);
}

/** Resolves a name to its public addresses only; ends in AddressRefused where there are none. */
export function publicLookup(lookup: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first, ...others] = error ? [] : addresses.filter(({ address }) => isPublic(address));
      if (!first) callback(error ?? new AddressRefused(hostname), '');
      else if (options.all) callback(null, [first, ...others]);
      else callback(null, first.address, first.family);
    });
  };
}

function subnets(list: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const blocks = new BlockList();
  for (const subnet of list) {
    const [address = '', prefix] = subnet.split('/');
    blocks.addSubnet(address, Number(prefix), family);
  }
  return blocks;
}
