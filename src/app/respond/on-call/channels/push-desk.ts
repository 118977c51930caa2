import type { PushPort } from '../../../../api/ports/push.ts';
import { iso } from '../../../../api/present/instant.ts';
import type { PushDevice as PushDeviceWire } from '../../../../api/schema/push.ts';
import { derivedId } from '../../../../core/derived-id.ts';
import type { WayContent } from '../../../../core/on-call/way-adapter.ts';
import { providerTenant } from '../../../../core/tenant.ts';
import type { PushChannel, VapidKeys } from '../../../../notify/channels/push/push-channel.ts';
import type { PushDeviceRecord } from '../../../../store/on-call/push-devices.ts';
import type { Store } from '../../../../store/store.ts';
import { vapidKeysName } from '../../../keys/sealed-names.ts';
import type { RespondParts } from '../../respond-parts.ts';
import { usualForm } from '../directory.ts';

const mostWays = 10;
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Keys of this installation, made once and sealed. `make` makes new ones. */
export async function vapidKeys({ vault }: Store, make: () => VapidKeys): Promise<VapidKeys> {
  const kept = await vault.open(providerTenant, vapidKeysName);
  if (kept !== undefined) return JSON.parse(kept) as VapidKeys;
  const keys = make();
  await vault.put(providerTenant, vapidKeysName, JSON.stringify(keys));
  return keys;
}

/** Devices of people: they come and go, and each is a place the way `push` of its person leads to. */
export function pushDesk(
  { store, storeOf, config, tell, clock }: Pick<RespondParts, 'store' | 'storeOf' | 'config' | 'tell' | 'clock'>,
  publicKey: string,
  channel: PushChannel,
): PushPort {
  const { pushDevices } = store.onCall;
  return {
    publicKey,

    devices: async (person) => (await pushDevices.ofPerson(person)).map(present),

    async add(person, form, work) {
      const { protocol, hostname, username } = new URL(form.endpoint);
      // Every push service there is speaks TLS; without it only what runs on this machine.
      if ((protocol !== 'https:' && !loopback.has(hostname)) || username !== '') return undefined;
      const own = storeOf(work);
      const device = await own.onCall.pushDevices.put({ person, ...form });
      await addWay(own, person);
      tell({ what: 'on-call', id: person, tenant: '' });
      return present(device);
    },

    async remove(person, id, work) {
      const removed = await storeOf(work).onCall.pushDevices.remove(id, person);
      if (removed) tell({ what: 'on-call', id: person, tenant: '' });
      return removed;
    },

    async test(person, id) {
      const device = (await pushDevices.ofPerson(person)).find((candidate) => candidate.id === id);
      if (!device) return undefined;
      const known = (await store.people.list()).find((candidate) => candidate.id === person);
      const content = testContent(derivedId('push-test', id, clock()), known?.language ?? 'nl');
      return channel.sendTo(device, content).then(
        () => ({ ok: true, error: '' }),
        (error: Error) => ({ ok: false, error: error.message }),
      );
    },
  };

  /** Once a person has a device, push is one of the ways to reach them. */
  async function addWay(own: Store, person: string): Promise<void> {
    const record = await own.onCall.responders.get(person);
    const email = (await own.people.list()).find(({ id }) => id === person)?.email ?? '';
    const form = record ?? usualForm(email, config.time_zone);
    if (form.ways.some((way) => way.channel === 'push') || form.ways.length >= mostWays) return;
    const ids = new Set(form.ways.map((way) => way.id));
    const id = ids.has('push') ? `push-${person.slice(0, 20)}` : 'push';
    const { zone, rules, quiet, absences } = form;
    const ways = [...form.ways, { id, channel: 'push' as const, address: person, dependsOn: [] }];
    // Somebody who changed their ways at this very moment sees the switch and the list, and adds it there.
    await own.onCall.responders.put(person, { zone, ways, rules, quiet, absences }, record?.version ?? 0);
  }
}

function present({ id, name, endpoint, createdAt, deliveredAt, error }: PushDeviceRecord): PushDeviceWire {
  return {
    ...{ id, name, service: new URL(endpoint).hostname, createdAt: iso(createdAt) },
    lastDeliveredAt: deliveredAt === 0 ? null : iso(deliveredAt),
    lastError: error,
  };
}

function testContent(key: string, language: 'nl' | 'en'): WayContent {
  const line = {
    nl: 'Zo bereikt een alarm je op dit apparaat.',
    en: 'This is how an alarm reaches you on this device.',
  };
  return {
    ...{
      key,
      kind: 'test',
      language,
      severity: 'informational',
      link: '',
      linkLabel: '',
      short: '',
      spoken: undefined,
    },
    subject: { nl: 'Proefbericht van Belwacht', en: 'Test message of Belwacht' }[language],
    lines: [line[language]],
    answerable: false,
  };
}
