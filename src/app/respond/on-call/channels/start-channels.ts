import type { PushPort } from '../../../../api/ports/push.ts';
import type { AnswerTaker, WayAdapter } from '../../../../core/on-call/way-adapter.ts';
import type { WayDependency } from '../../../../core/on-call/way-dependency.ts';
import { makeVapidKeys, PushChannel } from '../../../../notify/channels/push/push-channel.ts';
import { guardedRequest } from '../../../../notify/guarded-post.ts';
import { createWays, type WaySettings } from '../../../../notify/way-adapters.ts';
import type { Config } from '../../../config/schema.ts';
import type { RespondParts } from '../../respond-parts.ts';
import { pushDesk, vapidKeys } from './push-desk.ts';
import { wayDependencies } from './way-dependencies.ts';

/** Chat, SMS, push and telephone as the settings have them. */
export interface OnCallChannels {
  readonly adapters: readonly WayAdapter[];
  readonly push: PushPort;
  /** What they and mail depend on; asked anew each time. */
  dependencies(): Promise<readonly WayDependency[]>;
}

const everywhere = ['0.0.0.0/0', '::/0'];

/** Makes them. `answer` takes what somebody says by a key of the telephone. */
export async function startChannels(parts: RespondParts, answer: AnswerTaker): Promise<OnCallChannels> {
  const { config, store, log } = parts;
  const keys = await vapidKeys(store, makeVapidKeys);
  const { pushDevices } = store.onCall;
  const adapters = createWays(
    {
      ...settingsOf(config),
      push: {
        keys,
        contact: config.push.contact || contactOf(config),
        devicesOf: (person) => pushDevices.ofPerson(person),
        async noted({ id, name }, error, gone) {
          if (!gone) return pushDevices.noted(id, error);
          log(`${name} takes no alarms any more: its browser gave the subscription up`);
          await pushDevices.forget(id);
        },
      },
    },
    {
      // Gateways of the settings may stand inside: whoever runs this wrote them down.
      ask: guardedRequest({ allowed: everywhere, timeoutMs: 20_000 }),
      guarded: guardedRequest({ allowed: config.webhooks.allowed }),
      answer,
    },
  );
  const channel = adapters.find((candidate): candidate is PushChannel => candidate instanceof PushChannel);
  if (!channel) throw new TypeError('push was not made');
  return {
    adapters,
    push: pushDesk(parts, keys.publicKey, channel),
    dependencies: async () => wayDependencies(config, await store.customers.ownership()),
  };
}

function settingsOf({ chat, sms, phone }: Config): WaySettings {
  return {
    rooms: chat.rooms,
    ...(sms.url && { sms }),
    ...(phone.host && {
      phone: {
        account: {
          ...{ host: phone.host, port: phone.port, transport: phone.transport, ca: phone.ca, domain: phone.domain },
          ...{ user: phone.user, authUser: phone.auth_user, password: phone.password, callerId: phone.caller_id },
          ...{ register: phone.register, localAddress: phone.local_address, ringS: phone.ring_s },
        },
        ...{ number: phone.number, voicePorts: phone.voice_ports, calls: phone.calls, speech: phone.speech },
      },
    }),
  };
}

/** Whom a push service may write to when it is troubled by us (RFC 8292 section 2.1). */
function contactOf({ smtp }: Config): string {
  const address = /<([^<>]+)>/.exec(smtp.from)?.[1] ?? smtp.from;
  return `mailto:${address.trim()}`;
}
