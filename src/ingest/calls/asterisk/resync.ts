import { addressOfHost } from './account-facts.ts';
import type { AmiLink } from './ami-link.ts';
import type { AmiMessage } from './ami-message.ts';
import type { ChannelCalls } from './channel-calls.ts';
import { channelOf } from './channel-events.ts';
import { epochOf, farthest } from './event-time.ts';

/** What Asterisk remembers of a call that began before we listened. */
interface Remembered {
  readonly start: number;
  readonly answer: number;
  readonly dialled: string;
  readonly address: string;
}

const up = '6';
/** Calls that are asked about at once. */
const atOnce = 50;

/** Milliseconds of `01:02:03`; 0 when it is something else. */
function durationOf(text: string): number {
  const [, hours, minutes, seconds] = /^(\d{1,5}):(\d\d):(\d\d)$/.exec(text) ?? [];
  return hours === undefined ? 0 : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}

/** A channel that Asterisk made by dialling, and not somebody by dialling Asterisk. */
function isLeg(entry: AmiMessage): boolean {
  return /^App(Dial|Queue)/.test(entry.get('application')) || entry.get('applicationdata') === '(Outgoing Line)';
}

/**
 * Makes `calls` equal to what runs on the PBX: asks for all channels, builds the calls that nobody told us of from them and
 * from what Asterisk remembers (`CDR(…)` of the channel), and forgets those that are gone. `gone` has the ids of channels
 * that ended since the question was sent. Rejects with an AmiError. Gives the time of the question.
 */
export async function resync(
  link: AmiLink,
  calls: ChannelCalls,
  gone: { has(id: string): boolean },
  now: () => number,
  tries = 3,
): Promise<number> {
  const asked = now();
  const { mark } = calls;
  const { entries } = await link.ask('CoreShowChannels');
  const listed = now();
  const unknown = entries.filter((entry) => !calls.knows(entry.get('uniqueid')));
  const makers = unknown.filter((entry) => !isLeg(entry));
  const remembered = new Map<string, Remembered>();
  for (let i = 0; i < makers.length; i += atOnce)
    await Promise.all(
      makers.slice(i, i + atOnce).map(async (entry) => {
        remembered.set(entry.get('uniqueid'), await memoryOf(link, entry, listed));
      }),
    );
  // What ends between the question and its answers is often a Local channel that is taken out: who dialled whom is then
  // another by now. A new list shows it as it is.
  if (tries > 1 && unknown.some((entry) => gone.has(entry.get('uniqueid')))) {
    return resync(link, calls, gone, now, tries - 1);
  }
  const alive = (entry: AmiMessage) => !gone.has(entry.get('uniqueid')) && !calls.knows(entry.get('uniqueid'));
  const byAge = unknown.filter(alive).sort((a, b) => durationOf(b.get('duration')) - durationOf(a.get('duration')));
  for (const entry of byAge) {
    const memory = remembered.get(entry.get('uniqueid'));
    const since = memory?.start ?? listed - durationOf(entry.get('duration'));
    const news = channelOf(entry);
    const address = memory?.address ?? '';
    calls.began(memory?.dialled ? { ...news, extension: memory.dialled } : news, memory !== undefined, since);
    if (address !== '') calls.located(entry.get('uniqueid'), address);
  }
  for (const entry of byAge.filter(isLeg)) {
    const maker = makerOf(entry, entries);
    if (maker === undefined) continue;
    const memory = remembered.get(maker.get('uniqueid'));
    const since = listed - durationOf(entry.get('duration'));
    const id = entry.get('uniqueid');
    // What was sent to a trunk is the number of its own end; with a forward that is not what its caller dialled.
    const sent = calls.isOfTrunk(id) ? entry.short('calleridnum') : '';
    calls.dials(maker.get('uniqueid'), id, memory?.dialled || maker.short('exten'), sent, since);
    if (entry.get('channelstate') === up) calls.answered(id, memory?.answer || since);
  }
  for (const entry of byAge)
    if (!isLeg(entry) && entry.get('channelstate') === up)
      calls.answered(entry.get('uniqueid'), remembered.get(entry.get('uniqueid'))?.answer || listed);
  const there = new Set(entries.map((entry) => entry.get('uniqueid')).filter((id) => !gone.has(id)));
  // Those that this brought in are in the list; those that began meanwhile are not.
  calls.keepOnly(there, mark);
  return asked;
}

/** The channel that dialled a leg: the one it talks with, else one of the same call that is dialling. */
function makerOf(leg: AmiMessage, entries: readonly AmiMessage[]): AmiMessage | undefined {
  const bridge = leg.get('bridgeid');
  const others = entries.filter((entry) => !isLeg(entry));
  const talking = bridge === '' ? undefined : others.find((entry) => entry.get('bridgeid') === bridge);
  return (
    talking ??
    others.find((entry) => entry.get('linkedid') === leg.get('linkedid') && entry.get('application') === 'Dial')
  );
}

/** Times from the record that Asterisk keeps of a channel; without one, from how long the channel has been there. */
async function memoryOf(link: AmiLink, entry: AmiMessage, listed: number): Promise<Remembered> {
  const channel = entry.get('channel');
  const [start, answer, dialled, address] = await Promise.all([
    readVariable(link, channel, 'CDR(start,u)'),
    readVariable(link, channel, 'CDR(answer,u)'),
    readVariable(link, channel, 'CDR(dst)'),
    addressOfChannel(link, channel),
  ]);
  const since = listed - durationOf(entry.get('duration'));
  const began = epochOf(start);
  const answered = epochOf(answer);
  // Its clock may be ahead of ours, as in events.
  const inTime = (time: number) => time > 0 && time <= listed + farthest;
  return {
    start: inTime(began) ? began : since,
    answer: inTime(answered) ? answered : 0,
    dialled: dialled === 's' ? '' : dialled,
    address,
  };
}

/** IP address of the far end of a channel; '' when it is none of PJSIP, or is gone. */
export async function addressOfChannel(link: AmiLink, channel: string): Promise<string> {
  return channel.startsWith('PJSIP/')
    ? addressOfHost(await readVariable(link, channel, 'CHANNEL(pjsip,remote_addr)'))
    : '';
}

async function readVariable(link: AmiLink, channel: string, variable: string): Promise<string> {
  try {
    return (await link.ask('Getvar', { Channel: channel, Variable: variable })).response.get('value');
  } catch {
    // The channel is gone by now, or keeps no such thing; it is worth no second question.
    return '';
  }
}
