import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Ownership } from '../../../../core/customer/ownership.ts';
import { contains, readCidr } from '../../../../core/ip.ts';
import type { WayChannel } from '../../../../core/on-call/responder.ts';
import type { WayDependency } from '../../../../core/on-call/way-dependency.ts';
import type { Text } from '../../../../core/text.ts';
import type { Config } from '../../../config/schema.ts';

/** What a way needs, before anybody looked whose it is. */
type Need = Pick<WayDependency, 'channel' | 'host' | 'what'>;

/** What each channel of the settings goes through. */
export function needsOf({ smtp, chat, sms, phone }: Pick<Config, 'smtp' | 'chat' | 'sms' | 'phone'>): readonly Need[] {
  const need = (channel: WayChannel, host: string, what: Text): Need[] =>
    host === '' ? [] : [{ channel, host: host.toLowerCase(), what }];
  const rooms = chat.rooms.flatMap(({ id, url }) =>
    need('chat', new URL(url).hostname, { nl: `chatdienst van ${id}`, en: `chat service of ${id}` }),
  );
  const gateway = sms.url === '' ? '' : new URL(sms.url.replace(/\{[a-z]+\}/g, 'x')).hostname;
  return [
    ...need('mail', smtp.host, { nl: 'mailserver', en: 'mail server' }),
    ...rooms,
    ...need('sms', gateway, { nl: 'SMS-dienst', en: 'SMS gateway' }),
    ...need('phone', phone.host, { nl: 'telefoniedienst', en: 'telephone provider' }),
  ];
}

/**
 * What the channels of the settings depend on, and which of it is ours: an asset we watch or an address of our own networks.
 * Names are resolved now; one that does not resolve has no addresses.
 */
export async function wayDependencies(
  config: Pick<Config, 'smtp' | 'chat' | 'sms' | 'phone' | 'own_networks'>,
  ownership: Pick<Ownership, 'addresses'>,
  resolve: (host: string) => Promise<readonly string[]> = resolveHost,
): Promise<readonly WayDependency[]> {
  return Promise.all(
    needsOf(config).map(async (need) => {
      const addresses = await resolve(need.host.replace(/^\[|\]$/g, ''));
      const isIn = (range: string) => addresses.some((address) => covers(range, address));
      const assets = ownership.addresses
        .filter(({ asset, range }) => asset !== '' && isIn(range))
        .map(({ asset }) => asset);
      const own = config.own_networks.some(isIn) ? ['own-network'] : [];
      return { ...need, addresses, ours: [...new Set([...assets, ...own])] };
    }),
  );
}

function covers(range: string, address: string): boolean {
  const [network, cidr] = [readCidr(range), readCidr(address)];
  return network !== undefined && cidr !== undefined && contains(network, cidr);
}

async function resolveHost(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  return lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
}
