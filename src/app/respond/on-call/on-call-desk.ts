import { randomUUID } from 'node:crypto';
import type { IncidentMessage, OnCallDeskPort, OnCallSaid } from '../../../api/ports/on-call.ts';
import type { PushPort } from '../../../api/ports/push.ts';
import { iso } from '../../../api/present/instant.ts';
import type { HeartbeatWire, OnCallChannelWire } from '../../../api/schema/on-call.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import { type WayChannel, wayChannels } from '../../../core/on-call/responder.ts';
import type { WayDependency } from '../../../core/on-call/way-dependency.ts';
import { ok, refused } from '../../../core/result.ts';
import { changeMembers } from '../../../respond/on-call/change-members.ts';
import { escalationPolicyFaults } from '../../../respond/on-call/escalation-faults.ts';
import { leaveNote } from '../../../respond/on-call/handover-notes.ts';
import { longestSpanMs } from '../../../respond/on-call/shifts.ts';
import type { RespondParts } from '../respond-parts.ts';
import type { Answers } from './answers.ts';
import { helpers } from './call-for-help.ts';
import { dependencyName, platform } from './directory.ts';
import type { EscalationKeeper } from './escalation-keeper.ts';
import { sayMessage } from './say.ts';
import { showChoices, showEscalation, showPolicy } from './show-escalation.ts';
import { checkResponder, showResponder, showResponders } from './show-responder.ts';
import { checkRoster, showRoster, showShifts } from './show-roster.ts';
import type { WayPost } from './way-post.ts';

const dayMs = 86_400_000;
const noIncident: OnCallSaid = {
  ok: false,
  sentence: { nl: 'Er is geen zo’n incident.', en: 'There is no such incident.' },
};
const asked: OnCallSaid = {
  ok: true,
  sentence: {
    nl: 'Wie het incident leidt is niet te bereiken: de escalatie vraagt mensen.',
    en: 'Whoever leads the incident cannot be reached: the escalation asks people.',
  },
};
const nobodyToAsk: OnCallSaid = {
  ok: false,
  sentence: {
    nl: 'Niemand is te bereiken: er is geen mens met een kanaal dat is ingesteld.',
    en: 'Nobody can be reached: there is no person with a channel that is set up.',
  },
};

export interface DeskParts extends Pick<RespondParts, 'store' | 'url' | 'tell' | 'clock'> {
  readonly keeper: EscalationKeeper;
  readonly isReady: (channel: WayChannel) => boolean;
  readonly answers: Answers;
  readonly post: WayPost;
  readonly heartbeat: () => HeartbeatWire;
  readonly push: PushPort;
  readonly dependencies: () => Promise<readonly WayDependency[]>;
}

/** Being on call as the API, playbooks and the channels use it. */
export function onCallDesk(parts: DeskParts): OnCallDeskPort {
  const { store, url, tell, clock, keeper, answers, post, heartbeat, push, dependencies, isReady } = parts;
  const { onCall } = store;
  const directory = () => keeper.directory();
  const say = async (wish: IncidentMessage, key: string, incident: Incident, kind: 'message' | 'help') => {
    const known = { incident, directory: await directory(), recipients: await store.recipients.list(), isReady };
    const said = sayMessage(wish, key, { ...known, url: url(), now: clock() }, kind);
    if (!said.ok) return { ok: false, sentence: said.reason };
    const { message, task } = said.value;
    const made = await onCall.messages.put([message], [task]);
    if (made.length > 0) {
      post.wake();
      keeper.tellIncidents();
      tell({ what: 'on-call', id: 'deliveries', tenant: '' });
    }
    return { ok: true, sentence: task.entry.text };
  };
  return {
    async say(wish, key) {
      const incident = await store.incidents.get(wish.incident);
      return incident ? say(wish, key, incident, 'message') : noIncident;
    },
    async callForHelp(call, key) {
      const incident = await store.incidents.get((await store.incidents.standing(call.incident)) ?? call.incident);
      if (!incident) return noIncident;
      const open = await onCall.escalations.openOf(incident.id);
      const { subject, message } = call;
      for (const id of helpers(call, incident, open?.state, await directory(), isReady, clock())) {
        const wish = { incident: incident.id, to: `person:${id}`, channel: '', subject, message } as const;
        const said = await say(wish, key, incident, 'help');
        if (said.ok) return said;
      }
      return (await keeper.askForHelp(incident)) ? asked : nobodyToAsk;
    },
    answer: (incident, by, way, kind) => answers.answer(incident, by, way, kind),
    answerMessage: (keyOrToken, way, kind) => answers.answerMessage(keyOrToken, way, kind),
    answerPage: (token) => answers.page(token),
    escalate: async (incident, policy) => (await keeper.escalate(incident, policy)) !== undefined,

    async escalations(incident, viewer) {
      const known = await directory();
      const records = await onCall.escalations.ofIncident(incident);
      return Promise.all(
        records.map(async (record) =>
          showEscalation(record, await onCall.messages.ofEscalation(record.id), known, viewer),
        ),
      );
    },

    async showRosters(rosters) {
      const known = await directory();
      return Promise.all(
        rosters.map(async (roster) => showRoster(roster, known, await onCall.rosters.noteNames(roster.id), clock())),
      );
    },
    checkRoster: async (form, span) => checkRoster(form, span, await directory(), clock()),
    async shifts(roster, from, until) {
      if (!(until > from && until - from <= longestSpanMs)) throw new RangeError('a span is 1 ms to 800 days');
      return showShifts(roster, from, until, await directory());
    },
    withMembers(roster, id, from, members) {
      const layer = roster.layers.find((candidate) => candidate.id === id);
      if (!layer) return refused('no-layer');
      const changed = changeMembers(layer, roster.zone, from, members);
      if (!changed.ok) return changed;
      const layers = roster.layers.map((each) => (each === layer ? changed.value : each));
      const { name, zone, holidays, overrides } = roster;
      return ok({ name, zone, layers, holidays, overrides });
    },
    noteFor(roster, author, text) {
      const left = leaveNote(roster.notes, { id: randomUUID(), author, writtenAt: clock(), text });
      return left.ok ? ok(left.value.at(-1)!) : left;
    },

    showResponders: async () => showResponders(await directory(), clock()),
    async showResponder(id) {
      const known = await directory();
      const person = known.people.get(id);
      return person && showResponder(person, known, await onCall.messages.lastOf(id));
    },
    checkResponder: async (id, form) => checkResponder(id, form, await directory()),
    async testWay(id, wanted) {
      const person = (await directory()).people.get(id);
      const way = person?.ways.find((candidate) => candidate.id === wanted);
      return way && post.test(way.channel, way.address, person!.language);
    },

    async showPolicies(policies) {
      const known = await directory();
      return policies.map((policy) => showPolicy(policy, known));
    },
    async checkPolicy(form) {
      const { people, schedules, roles } = await directory();
      const known = { person: people, schedule: schedules, role: roles };
      return escalationPolicyFaults(form, ({ kind, id }) => known[kind].has(id));
    },
    showChoices: async () => showChoices(await onCall.choices.list(), await onCall.policies.list(), await directory()),

    async channels() {
      const counts = new Map((await onCall.messages.channels(clock() - dayMs)).map((each) => [each.channel, each]));
      const [known, needs] = [await directory(), await dependencies()];
      return wayChannels.map((channel): OnCallChannelWire => {
        const adapter = post.adapter(channel);
        const count = counts.get(channel);
        return {
          ...{ channel, ready: adapter !== undefined },
          detail: adapter ? { ...adapter.detail } : { nl: 'niet ingesteld', en: 'not set up' },
          dependsOn: needs
            .filter((need) => need.channel === channel)
            .map(({ host, what, ours }) => ({
              ...{ host, what: { ...what } },
              ours: ours.map((id) => (id === 'own-network' ? platform : dependencyName(known, id))),
            })),
          ...{ waiting: count?.waiting ?? 0, failedLastDay: count?.failedLastDay ?? 0 },
          lastDeliveredAt: count?.lastDeliveredAt ? iso(count.lastDeliveredAt) : null,
        };
      });
    },
    heartbeat,
    push,
    dependencies,
    changed: (id) => tell({ what: 'on-call', id, tenant: '' }),
  };
}
