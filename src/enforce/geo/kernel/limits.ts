import { createHash } from 'node:crypto';
import type { GeoLimit } from '../../../core/geo/geo-policy.ts';
import type { LanePlan } from '../../../core/geo/lane-plan.ts';
import type { ContentDraft } from './content.ts';
import { isInvite, isRegister } from './sip-packets.ts';

/**
 * A source that sends nothing for so long has its whole burst again, so it may be forgotten: after a minute, and one more for
 * good measure. A packet that is thrown away keeps it remembered too.
 */
const rememberedSeconds = 120;

/** Sources remembered at a time for each lane and limit. Who comes when it is full is not limited: spoofed addresses must not shut others out. */
const rememberedSources = 65_535;

/** A source of IPv6 is the network of one site: an address of its own costs a sender nothing. */
const source = { 4: 'ip saddr', 6: 'ip6 saddr & ffff:ffff:ffff:ffff::' } as const;

const newConnection = 'tcp flags & (fin|syn|rst|ack) == syn';

/** Chain that holds the packets of a lane to a limit. Its name is the same for the same lane and limit, so that what is counted stays. */
export function limitChain(draft: ContentDraft, lane: LanePlan, limit: GeoLimit): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([limit.per, limit.count, limit.concurrent]))
    .digest('hex')
    .slice(0, 8);
  const name = `l_${lane.id}_${digest}`;
  if (draft.chains.has(name)) return name;
  const tail = `${lane.id}_${digest}`;
  const rules: string[] = [];
  for (const family of [4, 6] as const) {
    const meter = `m${family}_${tail}`;
    draft.filledByRules(
      meter,
      `type ipv${family}_addr; size ${rememberedSources}; flags dynamic,timeout; timeout ${rememberedSeconds}s;`,
    );
    const rate = `limit rate over ${limit.count}/minute burst ${limit.count} packets`;
    for (const counted of countedPackets(lane, limit)) {
      rules.push(
        `${counted}update @${meter} { ${source[family]} timeout ${rememberedSeconds}s ${rate} } meta priority vmap @o_${lane.id}`,
      );
    }
  }
  if (limit.concurrent > 0) {
    const mark = waitingMark(draft, `x_${tail}`);
    rules.push(`meta priority set ${mark} accept`);
    addConcurrency(draft, lane, limit, tail);
  }
  draft.chain(name, rules);
  return name;
}

/**
 * What a packet has to look like to be counted. SIP over TCP or TLS shows no requests to a packet filter: there a new
 * connection counts. Requests of another service than SIP are connections, or packets where there are none.
 */
function countedPackets({ context }: LanePlan, { per }: GeoLimit): readonly string[] {
  if (per === 'packets') return [''];
  const sip = context.service === 'registration' || context.service === 'calls-in';
  if (!sip) return [`${newConnection} `, 'meta l4proto udp '];
  // A limit on registrations does not slow calls down, nor the other way round; but a connection may be there for either.
  const isOwn = context.service === (per === 'registrations' ? 'registration' : 'calls-in');
  const request = `meta l4proto udp ${per === 'registrations' ? isRegister : isInvite} `;
  return [`${newConnection} `, ...(isOwn ? [request] : [])];
}

/** Number that a packet carries from the first chain to the second, behind connection tracking. */
function waitingMark(draft: ContentDraft, chain: string): string {
  const waiting = draft.container('waiting', 'map', 'type classid : verdict;');
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256').update(`${attempt}${chain}`).digest();
    const mark = `1:${(1 + (digest.readUInt16BE(0) % 0xfffe)).toString(16)}`;
    if (waiting.has(mark)) continue;
    waiting.set(mark, { value: `goto ${chain}`, until: Number.POSITIVE_INFINITY, meaning: undefined });
    return mark;
  }
}

/** Most connections (of UDP: flows of both ports and addresses) of one source at a time. Only a first packet can be one too many. */
function addConcurrency(draft: ContentDraft, lane: LanePlan, limit: GeoLimit, tail: string): void {
  const rules: string[] = [];
  for (const family of [4, 6] as const) {
    draft.filledByRules(`q${family}_${tail}`, `type ipv${family}_addr; size ${rememberedSources}; flags dynamic;`);
    rules.push(
      `ct state new add @q${family}_${tail} { ${source[family]} ct count over ${limit.concurrent} } goto y_${lane.id}`,
    );
  }
  draft.chain(`x_${tail}`, [...rules, 'meta priority set 0:0']);
  // The class again, for the count.
  draft.chain(`y_${lane.id}`, ['jump classify', `meta priority vmap @o_${lane.id}`, 'drop']);
}
