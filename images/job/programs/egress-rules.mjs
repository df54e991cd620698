// Who may be reached: reading the allow-list, and telling public addresses from all others.
// @ts-check
import { BlockList, isIP, isIPv4 } from 'node:net';

/** @typedef {{ host: string, isSuffix: boolean, port: number, mayBePrivate: boolean }} Entry */

/** Special-purpose addresses by IANA's registries: this machine, private and shared networks, link-local with the metadata services of clouds, documentation, multicast. */
const closedIpv4 = subnets('ipv4', '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3');
/** Public unicast is within 2000::/3; these parts of it lead to IPv4 (Teredo, 6to4) or nowhere. */
const unicast = subnets('ipv6', '2000::/3');
const closedUnicast = subnets('ipv6', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20');

/** @param {string} address */
export function isPublic(address) {
  if (isIPv4(address)) return !closedIpv4.check(address, 'ipv4');
  return isIP(address) === 6 && unicast.check(address, 'ipv6') && !closedUnicast.check(address, 'ipv6');
}

/** `host[:port][!private]`, separated by commas. Throws an Error that names the entry. @param {string} text @returns {Entry[]} */
export function readAllowList(text) {
  return text.split(',').map((entry) => entry.trim()).filter(Boolean).map(readEntry);
}

/** @param {string} text @returns {Entry} */
function readEntry(text) {
  const [, suffix = '', place = '', mark] = /^(\*\.)?([^!*]+?)(!private)?$/.exec(text) ?? [];
  const { host, port } = readAuthority(place, 443) ?? {};
  if (!host || !port || (suffix && isIP(host))) throw new Error(`not an entry of the allow-list: ${JSON.stringify(text.slice(0, 200))}`);
  if (suffix && mark) throw new Error(`names below a suffix cannot be private, list each of them: ${JSON.stringify(text.slice(0, 200))}`);
  return { host, isSuffix: suffix !== '', port, mayBePrivate: mark !== undefined };
}

/**
 * A host in its one form (lower case, no dot at the end, addresses as the system writes them) and a port.
 * Undefined for whatever else: odd spellings of addresses included, which a resolver would understand.
 * @param {string} text `host:port`, `[IPv6]:port` or, with a default port, the host alone @param {number} [defaultPort]
 */
export function readAuthority(text, defaultPort) {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9._-]{1,254}))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? defaultPort : Number(digits);
  const host = bracketed === undefined ? readName(plain ?? '') : readIpv6(bracketed);
  return host === undefined || port === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** The entry that lets this place be reached. @param {readonly Entry[]} entries @param {string} host @param {number} port */
export function entryFor(entries, host, port) {
  const fitting = entries.filter((entry) => entry.port === port && (entry.isSuffix ? host.endsWith(`.${entry.host}`) && !isIP(host) : host === entry.host));
  return fitting.find(({ mayBePrivate }) => mayBePrivate) ?? fitting[0];
}

/** @param {string} text */
function readName(text) {
  if (isIPv4(text)) return text;
  const name = text.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  const isName = name.length <= 253 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
  // 2130706433, 127.1 and 0x7f.1 are addresses to a resolver: a name's last part is no number.
  return isName && !/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '') ? name : undefined;
}

/** @param {string} text */
function readIpv6(text) {
  return isIP(text) === 6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : undefined;
}

/** @param {'ipv4' | 'ipv6'} family @param {string[]} list */
function subnets(family, ...list) {
  const blocks = new BlockList();
  for (const subnet of list) {
    const [address = '', prefix] = subnet.split('/');
    blocks.addSubnet(address, Number(prefix), family);
  }
  return blocks;
}
