import type { GeoQuestion } from '../../api/ports/geo-desk.ts';
import { presentReasons } from '../../api/present/geo.ts';
import { iso } from '../../api/present/instant.ts';
import type { GeoExplained } from '../../api/schema/geo.ts';
import type { GeoAnswer } from '../../core/geo/geo-answer.ts';
import type { GeoBook, GeoVerdict } from '../../core/geo/geo-policy.ts';
import { type Address, formatCidr, readCidr } from '../../core/ip.ts';
import { destinationOf } from '../../core/phone/destination.ts';
import { type DialPlan, defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { normalise } from '../../core/phone/normalise.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import type { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';

export interface ExplainParts {
  readonly judge: GeoJudge;
  readonly book: GeoBook;
  readonly geo: Pick<GeoEnricher, 'find'>;
  /** Correction that decided about an address, '' for none. */
  readonly correction: (address: string) => string;
  /** What the kernel does with an address in the lane of the question; '' when it carries none out. */
  readonly kernel: (address: string, question: GeoQuestion) => Promise<GeoVerdict | ''>;
  /** How phones of the customer dial. */
  readonly plan: DialPlan | undefined;
}

const usualPlan = defaultDialPlan('NL');

/** What an address or number gets and why; refuses what is neither, with a sentence. */
export async function explain(question: GeoQuestion, parts: ExplainParts): Promise<Result<GeoExplained, Text>> {
  const text = question.subject.trim();
  const cidr = /[.:]/.test(text) ? readCidr(text) : undefined;
  if (cidr) return ok(await explainAddress(question, formatCidr(cidr), cidr, parts));
  if (!/\d/.test(text) || /[^\d+*#\s().-]/.test(text)) return refused(neither);
  return ok(explainNumber(question, text, parts));
}

const neither: Text = {
  en: 'This is no address, range or telephone number.',
  nl: 'Dit is geen adres, reeks of telefoonnummer.',
};

async function explainAddress(
  question: GeoQuestion,
  subject: string,
  address: Address,
  parts: ExplainParts,
): Promise<GeoExplained> {
  // Of a range its first address stands for all: policies that tell its parts apart name them.
  const first = subject.split('/')[0];
  const service = question.service ?? 'sip';
  const { tenant, site, asset } = question;
  const place = parts.geo.find(first);
  const lane = parts.judge.lane({ tenant, site, asset, service }, question.at);
  const answer = lane.address(place, { family: address.family, bits: address.bits });
  return {
    ...{ subject, kind: 'address', country: place.country, asNumber: place.asNumber, asName: place.asName },
    ...{ hosting: place.hosting, numberKind: '', service, ...shown(answer, parts.book) },
    kernel: await parts.kernel(first, question),
    correction: parts.correction(first),
  };
}

function explainNumber(question: GeoQuestion, text: string, { judge, book, plan }: ExplainParts): GeoExplained {
  const { e164, kind: dialledKind, country } = normalise(plan ?? usualPlan, text);
  const known = destinationOf(e164);
  const service = question.service ?? 'calls-out';
  const { tenant, site, asset } = question;
  const lane = judge.lane({ tenant, site, asset, service }, question.at);
  const emergency = dialledKind === 'emergency';
  const destination = {
    ...{ country: known.country || country, number: e164, dialledKind },
    kind: emergency ? ('emergency' as const) : known.kind,
  };
  const answer = lane.number(destination);
  return {
    ...{ subject: e164 && !emergency ? `+${e164}` : text, kind: 'number', country: destination.country },
    ...{ asNumber: 0, asName: '', hosting: false, numberKind: destination.kind, service, ...shown(answer, book) },
    ...{ kernel: '', correction: '' },
  };
}

function shown({ verdict, wished, limit, because, until }: GeoAnswer, book: GeoBook) {
  const names = new Map(book.policies.map(({ id, name }) => [id, name]));
  return {
    ...{ verdict, wished, limit: limit ? { ...limit } : null, because: presentReasons(because, names) },
    until: Number.isFinite(until) ? iso(until) : null,
  };
}
