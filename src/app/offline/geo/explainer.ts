import type { GeoAnswer, GeoContext } from '../../../core/geo/geo-answer.ts';
import type { GeoServiceName } from '../../../core/geo/geo-policy.ts';
import { type Address, formatAddress, readAddress } from '../../../core/ip.ts';
import { destinationOf } from '../../../core/phone/destination.ts';
import type { DialPlan } from '../../../core/phone/dial-plan.ts';
import { normalise } from '../../../core/phone/normalise.ts';
import { readPlainV4 } from '../../../core/plain-v4.ts';
import type { GeoJudge } from '../../../decide/geo/geo-judge.ts';
import type { GeoDestination, GeoLane, LaneVerdict } from '../../../decide/geo/geo-lane.ts';

/** What the data say of an address. */
interface FoundPlace {
  readonly country: string;
  readonly asNumber: number;
  readonly asName: string;
  readonly hosting: boolean;
}

export interface ExplainQuestion {
  readonly context: Omit<GeoContext, 'service'>;
  /** Undefined: `sip` for addresses, `calls-out` for numbers. */
  readonly service: GeoServiceName | undefined;
  /** ms UTC. */
  readonly time: number;
  /** How numbers are dialled. */
  readonly plan: DialPlan;
}

const longestSubject = 256;
const numberLike = /^\+?[\d*#][\d*#().\s-]*$/;
/** Two to four short groups with dots between are an address somebody mistyped, not a number. */
const badAddress = /^\d{1,3}(\.\d{1,3}){1,3}\.?$/;
/** Answers written once and used again. */
const mostWritten = 100_000;

/** Explains addresses and numbers as lines of JSON, the same reasons written once only. */
export class Explainer {
  /** Subjects so far that were neither an address nor a number, or not what the service is about. */
  failed = 0;
  readonly #question: ExplainQuestion;
  readonly #addresses: GeoLane;
  readonly #numbers: GeoLane;
  readonly #find: (address: string) => FoundPlace;
  readonly #written = new Map<LaneVerdict, string>();

  /** `find` gets an address in canonical text. */
  constructor(judge: GeoJudge, question: ExplainQuestion, find: (address: string) => FoundPlace) {
    this.#question = question;
    this.#find = find;
    const { context, time, service = 'sip' } = question;
    this.#addresses = judge.lane({ ...context, service }, time);
    this.#numbers = judge.lane({ ...context, service: 'calls-out' }, time);
  }

  /** The answer about one address or number: JSON in ASCII, without a line end. */
  line(subject: string): string {
    const v4 = readPlainV4(subject);
    if (v4 >= 0) return this.#address(subject, subject, { family: 4, bits: BigInt(v4) });
    const address = readAddress(subject);
    if (address) return this.#address(subject, formatAddress(address), address);
    return this.#number(subject);
  }

  #address(subject: string, canonical: string, address: Address): string {
    if (this.#question.service === 'calls-out')
      return this.#fail(subject, 'calls out go to numbers, and this is an address');
    const place = this.#find(canonical);
    const verdict = this.#addresses.verdictOf(place, address);
    let reasons = this.#written.get(verdict);
    if (reasons === undefined) {
      reasons = written(this.#addresses.address(place, address));
      if (this.#written.size >= mostWritten) this.#written.clear();
      this.#written.set(verdict, reasons);
    }
    const shown = subject === canonical ? `"${subject}"` : ascii(subject);
    return `{"subject":${shown},"country":"${place.country}",${reasons},"asNumber":${place.asNumber},"hosting":${place.hosting}}`;
  }

  #number(subject: string): string {
    if (subject.length > longestSubject || !numberLike.test(subject) || badAddress.test(subject))
      return this.#fail(subject, 'this is neither an address nor a number');
    const { service } = this.#question;
    if (service !== undefined && service !== 'calls-out')
      return this.#fail(subject, `numbers are what calls go out to; --service ${service} is about addresses`);
    const dialled = normalise(this.#question.plan, subject);
    const destination: GeoDestination = {
      country: dialled.country,
      kind: dialled.e164 === '' ? kindOf(dialled.kind) : destinationOf(dialled.e164).kind,
      number: dialled.e164,
      dialledKind: dialled.kind,
    };
    const answer = this.#numbers.number(destination);
    const numberOf = dialled.e164 === '' ? '' : `+${dialled.e164}`;
    return `{"subject":${ascii(subject)},"country":"${dialled.country}",${written(answer)},"number":"${numberOf}","numberKind":"${destination.kind}"}`;
  }

  #fail(subject: string, reason: string): string {
    this.failed++;
    return `{"subject":${ascii(subject.slice(0, longestSubject))},"error":${ascii(reason)}}`;
  }
}

function kindOf(dialled: string): GeoDestination['kind'] {
  return dialled === 'emergency' || dialled === 'short' || dialled === 'internal' ? dialled : 'unknown';
}

/** The part of a line that says what happens and why. */
function written({ verdict, wished, limit, because, until }: GeoAnswer): string {
  const fields = {
    verdict,
    because: because.map(({ sentence, ...reason }) => ({ ...reason, sentence: sentence.en })),
    wished,
    limit: limit ?? null,
    until: Number.isFinite(until) ? new Date(until).toISOString() : null,
  };
  return ascii(fields).slice(1, -1);
}

/** JSON in ASCII: such lines are joined and written several times as fast. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
