/**
 * Which addresses may be called: the public ones, and the networks that the operator has named. Without it a caller
 * could have this server call what only this server can reach: itself, its neighbors, its cloud's metadata.
 * Asked by post.ts about the address that is about to be connected, never about a name, which may change in between.
 */
import { BlockList, isIPv6 } from 'node:net';

export type AddressGuard = { isAllowed(address: string): boolean };

/** Special-purpose ranges of IANA's registries. What maps IPv4 into IPv6 is judged as IPv4, by the list itself. */
const SPECIAL: readonly string[] = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
];

/** `networks`: as `isNetwork` has checked them. */
export function addressGuard(networks: readonly string[]): AddressGuard {
  const [special, allowed] = [listOf(SPECIAL), listOf(networks)];
  return {
    isAllowed: (address) => {
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      return allowed.check(address, family) || !special.check(address, family);
    },
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}
