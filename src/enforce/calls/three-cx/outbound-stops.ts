import type { ControlAct } from '../call-control.ts';
import { shortestRefused } from './stop-prefixes.ts';
import { unlessGone, type Xapi } from './xapi.ts';

type StopAct = Extract<ControlAct, { kind: 'stop-account' }>;

/** Names of rules of ours begin so; what follows is the reach and the extension. */
const mark = 'Belwacht stop';
const longestPrefixes = 8_000;

interface Rule {
  readonly Id: number;
  readonly Name: string;
  readonly Priority: number;
  readonly Prefix: string;
  readonly From: string;
  readonly To: string;
  readonly hasRoute: boolean;
}

/** Outbound rules of 3CX that lead nowhere: calls that one of them takes are blocked. They have to stand before all others. */
export class OutboundStops {
  readonly #xapi: Xapi;
  readonly #prefixes: (reach: StopAct['reach']) => readonly string[];
  constructor(xapi: Xapi, prefixes: (reach: StopAct['reach']) => readonly string[]) {
    this.#xapi = xapi;
    this.#prefixes = prefixes;
  }

  /** Makes the rule and puts it first; an empty text when it is so, else what is not. */
  async add({ account, reach }: StopAct): Promise<string> {
    const Prefix = this.#prefixes(reach).join(',');
    if (Prefix === '' || Prefix.length > longestPrefixes)
      return 'the numbers that it refuses cannot be written as a rule';
    const Name = nameOf({ account, reach });
    if (!(await this.#rules()).some((rule) => isWhole(rule, account, Prefix) && rule.Name === Name)) {
      await this.remove({ kind: 'stop-account', account, reach });
      await this.#xapi.post('OutboundRules', {
        Name,
        Prefix,
        DNRanges: [{ From: account, To: account }],
        GroupIds: [],
        NumberLengthRanges: `${shortestRefused}-30`,
        Priority: 0,
        Routes: [],
      });
    }
    return this.#putFirst(Name, account, Prefix);
  }

  /** Takes the rule away; false when it is still there. */
  async remove(act: StopAct): Promise<boolean> {
    const ours = async () => (await this.#rules()).filter(({ Name }) => Name === nameOf(act));
    for (const { Id } of await ours()) await unlessGone(this.#xapi.delete(`OutboundRules(${Id})`));
    return (await ours()).length === 0;
  }

  /** Stops that hold: rules of ours that are as we made them. */
  async inForce(): Promise<StopAct[]> {
    return (await this.#rules()).flatMap((rule) => {
      const [, reach, account] = /^Belwacht stop (abroad|outgoing) (\d{1,10})$/.exec(rule.Name) ?? [];
      if (account === undefined) return [];
      const isOurs = isWhole(rule, account, this.#prefixes(reach as StopAct['reach']).join(','));
      return isOurs ? [{ kind: 'stop-account', account, reach: reach as StopAct['reach'] }] : [];
    });
  }

  async #putFirst(Name: string, account: string, Prefix: string): Promise<string> {
    for (let tries = 0; tries < 1_000; tries++) {
      const rules = await this.#rules();
      const own = rules.find((rule) => rule.Name === Name);
      if (!own || !isWhole(own, account, Prefix)) return 'the rule is not there as it was made';
      const before = rules.findIndex((rule) => !rule.Name.startsWith(mark));
      if (before < 0 || rules.indexOf(own) < before) return '';
      await this.#xapi.post('OutboundRules/Pbx.MoveUpDown', { id: own.Id, up: true });
      const after = (await this.#rules()).findIndex((rule) => rule.Id === own.Id);
      if (after >= rules.indexOf(own)) return 'another rule stands before it and takes the calls';
    }
    return 'another rule stands before it and takes the calls';
  }

  /** All outbound rules in their order. */
  async #rules(): Promise<Rule[]> {
    const { rows } = await this.#xapi.list('OutboundRules', { $orderby: 'Priority' });
    return rows.flatMap(readRule).sort((a, b) => a.Priority - b.Priority);
  }
}

function nameOf({ account, reach }: { readonly account: string; readonly reach: string }): string {
  return `${mark} ${reach} ${account}`;
}

/** Whether a rule is as we make it. */
function isWhole(rule: Rule, account: string, Prefix: string): boolean {
  const same = (text: string) =>
    text
      .split(/[,;\s]+/)
      .sort()
      .join();
  return rule.From === account && rule.To === account && !rule.hasRoute && same(rule.Prefix) === same(Prefix);
}

function readRule(row: unknown): Rule[] {
  const { Id, Name, Priority, Prefix, DNRanges, Routes } = (row ?? {}) as Record<string, unknown>;
  if (typeof Id !== 'number' || typeof Name !== 'string') return [];
  const ranges = Array.isArray(DNRanges) ? (DNRanges as ({ From?: unknown; To?: unknown } | null)[]) : [];
  const routes = Array.isArray(Routes) ? (Routes as ({ TrunkId?: unknown } | null)[]) : [];
  return [
    {
      Id,
      Name,
      Priority: typeof Priority === 'number' ? Priority : 0,
      Prefix: typeof Prefix === 'string' ? Prefix : '',
      From: ranges.length === 1 ? String(ranges[0]?.From) : '',
      To: ranges.length === 1 ? String(ranges[0]?.To) : '',
      // 3CX shows five routes, empty ones without a trunk.
      hasRoute: routes.some((route) => typeof route?.TrunkId === 'number' && route.TrunkId > 0),
    },
  ];
}
