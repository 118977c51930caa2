import type { Asker } from '../../../api/ports/incident-desk.ts';
import { type MeasureAction, measureActions } from '../../../core/incident/measure-action.ts';
import { type WayChannel, wayChannels } from '../../../core/on-call/responder.ts';
import type { Order } from '../../../core/playbook/run-effect.ts';
import type { Text } from '../../../core/text.ts';
import type { HttpHosts } from './http-hosts.ts';
import { type OrderOutcome, sendRequest } from './send-request.ts';
import type { OpenSecret } from './sign-in.ts';
import type { StepDesks } from './start-playbooks.ts';

/** Whom an order is for, and under which key. */
export interface OrderOf {
  readonly incident: string;
  readonly key: string;
  readonly asker: Asker;
}

/**
 * Carries out an order of a step through the desk that it is for. Whoever takes it drops a key it did before, but for requests
 * over HTTP. Throws when a desk does; then nobody knows how it went.
 */
export async function carryOutOrder(
  order: Order,
  of: OrderOf,
  { desks, hosts, secret }: { readonly desks: StepDesks; readonly hosts: HttpHosts; readonly secret: OpenSecret },
): Promise<OrderOutcome> {
  if (order.action === 'http-api') return sendRequest(order, of.key, { hosts, secret });
  const { action, with: given } = order;
  if (isMeasure(action)) {
    const { ok, sentence, measure, waits } = await desks.measures.take(
      { action, with: given, incident: of.incident },
      of.key,
      of.asker,
    );
    return { ok, detail: sentence, values: { __measure__: measure }, waits };
  }
  switch (action) {
    case 'notify': {
      const { to, message, channel = '', subject = '' } = given;
      if (channel !== '' && !isChannel(channel)) return { ok: false, detail: noChannel(channel) };
      const { ok, sentence } = await desks.onCall.say(
        { incident: of.incident, to, channel, subject, message },
        of.key,
        of.asker,
      );
      return { ok, detail: sentence };
    }
    case 'undo-measure': {
      const { ok, sentence } = await desks.measures.undo(of.incident, given.measure, given.reason ?? '', of.asker);
      return { ok, detail: sentence };
    }
    case 'probe-register':
    case 'probe-call': {
      const { ok, sentence } = await desks.measures.probe({ action, with: given, incident: of.incident });
      return { ok, detail: sentence };
    }
  }
}

/** Whether an order may be handed to its desk again under its key, since the desk does the same key once. */
export function isDoneOnce({ action }: Order): boolean {
  return action !== 'http-api';
}

function isMeasure(action: string): action is MeasureAction {
  return (measureActions as readonly string[]).includes(action);
}

function isChannel(name: string): name is WayChannel {
  return (wayChannels as readonly string[]).includes(name);
}

function noChannel(name: string): Text {
  const shown = name.slice(0, 80);
  return {
    en: `there is no channel ${shown}; there are ${wayChannels.join(', ')}`,
    nl: `er is geen kanaal ${shown}; er zijn ${wayChannels.join(', ')}`,
  };
}
