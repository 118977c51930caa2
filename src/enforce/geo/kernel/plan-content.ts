import { createHash } from 'node:crypto';
import type { KernelPlan, LanePlan } from '../../../core/geo/lane-plan.ts';
import { NftError } from '../../enforcers/nftables/nft.ts';
import { classIds } from './class-ids.ts';
import { type Content, ContentDraft } from './content.ts';
import { exactAddress, LaneWriter } from './lane-content.ts';
import { emergencyMatches, isInvite, isRegister } from './sip-packets.ts';

/** After the blocks of the other table (-300), before connection tracking (-200). */
const firstHook = 'type filter hook prerouting priority -299; policy accept;';
/** After connection tracking, where connections can be counted. */
const secondHook = 'type filter hook prerouting priority -150; policy accept;';

/** So long after an INVITE to an emergency number its dialogue goes on: its ACK, its BYE. */
const emergencySeconds = 3600;

const never = Number.POSITIVE_INFINITY;

/**
 * All of the table but the world, for what a plan says at `now` (ms). The same plan gives the same content but for what has
 * ended. Throws an NftError that is not retryable for a plan that cannot be carried out.
 */
export function planContent(plan: KernelPlan, now: number): Content {
  const draft = new ContentDraft();
  draft.container('ports', 'set', 'type inet_proto . inet_service;');
  draft.filledByRules('help4', 'type ipv4_addr; size 4096; flags dynamic,timeout;');
  draft.filledByRules('help6', 'type ipv6_addr; size 4096; flags dynamic,timeout;');
  for (const family of [4, 6] as const) {
    const guards = draft.container(`guard${family}`, 'set', `type ipv${family}_addr; flags timeout;`);
    for (const guard of plan.guards) {
      const address = exactAddress(guard.address);
      if (address.includes(':') !== (family === 6)) continue;
      const until = Math.max(guard.until === 0 ? never : guard.until, guards.get(address)?.until ?? 0);
      if (until > now) guards.set(address, { value: '', until, meaning: undefined });
    }
  }
  addDispatch(draft, plan, new LaneWriter(draft, classIds(plan.world), now), emergencyMatches(plan.emergency));
  draft.chain('help', [
    `update @help4 { ip saddr timeout ${emergencySeconds}s } accept`,
    `update @help6 { ip6 saddr timeout ${emergencySeconds}s } accept`,
    'accept',
  ]);
  draft.chain('dispatch', [
    'ip daddr . meta l4proto . th dport vmap @to4',
    'ip6 daddr . meta l4proto . th dport vmap @to6',
    'meta l4proto . th dport vmap @to_any',
  ]);
  draft.chain(
    'prerouting',
    [
      'iif lo accept',
      'meta l4proto . th dport != @ports accept',
      'ip saddr @guard4 accept',
      'ip6 saddr @guard6 accept',
      'jump dispatch',
      'meta priority set 0:0',
    ],
    firstHook,
  );
  // Only when somebody counts connections: it makes the kernel track them.
  if (draft.containers.has('waiting')) draft.chain('tracked', ['meta priority vmap @waiting'], secondHook);
  return draft;
}

/** Which lanes a packet to an address and a port belongs to. */
function addDispatch(draft: ContentDraft, { lanes }: KernelPlan, writer: LaneWriter, help: readonly string[]): void {
  for (const lane of lanes) checkLane(lane);
  if (new Set(lanes.map(({ id }) => id)).size < lanes.length) throw new NftError('two lanes have the same id', false);
  const ports = draft.container('ports', 'set', '');
  const anywhere = draft.container('to_any', 'map', 'type inet_proto . inet_service : verdict;');
  const to = {
    4: draft.container('to4', 'map', 'type ipv4_addr . inet_proto . inet_service : verdict;'),
    6: draft.container('to6', 'map', 'type ipv6_addr . inet_proto . inet_service : verdict;'),
  };
  for (const [door, here] of byDoor(lanes)) {
    const [protocol, port] = door.split(' ');
    ports.set(`${protocol} . ${port}`, { value: '', until: never, meaning: undefined });
    const general = narrowest(here.filter(({ destinations }) => destinations.length === 0));
    const put = (
      into: Map<string, { value: string; until: number; meaning: undefined }>,
      key: string,
      group: LanePlan[],
    ) =>
      into.set(key, {
        value: `goto ${groupChain(draft, writer, protocol, group, help)}`,
        until: never,
        meaning: undefined,
      });
    if (general.length > 0) put(anywhere as never, `${protocol} . ${port}`, general);
    const named = new Map<string, LanePlan[]>();
    for (const lane of here) {
      for (const text of lane.destinations) {
        const address = exactAddress(text);
        named.set(address, [...(named.get(address) ?? []), lane]);
      }
    }
    for (const [address, those] of named) {
      const own = narrowest(those);
      const rest = general.filter(({ context }) => own.every((lane) => lane.context.service !== context.service));
      put(to[address.includes(':') ? 6 : 4] as never, `${address} . ${protocol} . ${port}`, [...own, ...rest]);
    }
  }
}

function byDoor(lanes: readonly LanePlan[]): ReadonlyMap<string, LanePlan[]> {
  const doors = new Map<string, LanePlan[]>();
  for (const lane of lanes) {
    for (const protocol of ['udp', 'tcp'] as const) {
      for (const port of lane.ports[protocol]) {
        const door = `${protocol} ${port}`;
        doors.set(door, [...(doors.get(door) ?? []), lane]);
      }
    }
  }
  return doors;
}

/** Of the lanes of each service those about least: all of them when several are equally narrow. */
function narrowest(lanes: readonly LanePlan[]): LanePlan[] {
  const rank = ({ context }: LanePlan) =>
    context.asset !== '' ? 3 : context.site !== '' ? 2 : context.tenant !== '' ? 1 : 0;
  const most = new Map<string, number>();
  for (const lane of lanes) {
    // Of lanes without addresses the widest is everybody's.
    const value = lane.destinations.length > 0 ? rank(lane) : -rank(lane);
    most.set(lane.context.service, Math.max(most.get(lane.context.service) ?? -9, value));
  }
  return lanes.filter(
    (lane) => most.get(lane.context.service) === (lane.destinations.length > 0 ? rank(lane) : -rank(lane)),
  );
}

/**
 * Chain for packets that may belong to any of `lanes`. Over UDP the first bytes tell a registration from a call; all else, and
 * all over TCP, gets the milder. An INVITE to an emergency number passes, and with it the rest of its dialogue.
 */
function groupChain(
  draft: ContentDraft,
  writer: LaneWriter,
  protocol: string,
  lanes: readonly LanePlan[],
  help: readonly string[],
): string {
  const registrations = lanes.filter(({ context }) => context.service === 'registration');
  const calls = lanes.filter(({ context }) => context.service === 'calls-in');
  if (protocol !== 'udp' || calls.length === 0) return writer.chainOf(lanes);
  const ids = lanes
    .map(({ id }) => id)
    .sort()
    .join(' ');
  const name = createHash('sha256').update(ids).digest('hex').slice(0, 24);
  if (draft.chains.has(`g_${name}`)) return `g_${name}`;
  const all = writer.chainOf(lanes);
  draft.chain(`i_${name}`, [...help.map((match) => `${match} goto help`), `goto ${writer.chainOf(calls)}`]);
  draft.chain(`g_${name}`, [
    `${isRegister} goto ${registrations.length > 0 ? writer.chainOf(registrations) : all}`,
    `${isInvite} goto i_${name}`,
    'ip saddr @help4 accept',
    'ip6 saddr @help6 accept',
    `goto ${all}`,
  ]);
  return `g_${name}`;
}

function checkLane({ id, ports }: LanePlan): void {
  if (!/^[A-Za-z0-9_]{1,24}$/.test(id)) throw new NftError(`${JSON.stringify(id)} cannot be the id of a lane`, false);
  for (const port of [...ports.udp, ...ports.tcp]) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new NftError(`lane ${id} has a port ${port}`, false);
  }
}
