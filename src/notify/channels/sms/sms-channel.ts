import type { PostAnswer } from '../../../core/egress.ts';
import type { WayAdapter, WayContent } from '../../../core/on-call/way-adapter.ts';
import { ChannelError } from '../../channel.ts';
import { clean } from '../../clean.ts';
import type { GuardedWish } from '../../guarded-post.ts';
import { type NumberForm, readTelephoneNumber } from '../../telephone-number.ts';
import { fillForm, fillHeaders, fillJson, fillUrl, type Values } from './fill.ts';

/** An HTTP gateway of any provider. Templates hold {number}, {text}, {key}, {sender}, {user} and {secret}. */
export interface SmsSettings {
  readonly url: string;
  readonly method: 'POST' | 'PUT' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  /** A JSON text; '' for none. */
  readonly json: string;
  /** With it, HTTP Basic of user and secret. */
  readonly user: string;
  readonly secret: string;
  readonly sender: string;
  readonly number: NumberForm;
  /** Empty: 200 to 299. */
  readonly statuses: readonly number[];
  /** Path of a field in a JSON answer; '' when the status is enough. */
  readonly field: string;
  readonly values: readonly string[];
}

const mostAnswer = 100_000;

/** Sends SMS through the gateway of the settings. Redirects are not followed: they would take the secret elsewhere. */
export class SmsChannel implements WayAdapter {
  readonly channel = 'sms';
  /** Some gateways do, by `{key}`; whether this one does nobody can see. */
  readonly dropsRepeats = false;
  readonly #settings: SmsSettings;
  readonly #ask: (wish: GuardedWish) => Promise<PostAnswer>;

  constructor(settings: SmsSettings, ask: (wish: GuardedWish) => Promise<PostAnswer>) {
    this.#settings = settings;
    this.#ask = ask;
  }

  get detail() {
    const [host] = this.hosts;
    return { nl: `Via de SMS-dienst op ${host}.`, en: `Through the SMS gateway at ${host}.` };
  }

  get hosts(): readonly string[] {
    return [new URL(this.#settings.url.replace(/\{[a-z]+\}/g, 'x')).hostname];
  }

  async send({ short, key }: WayContent, address: string): Promise<void> {
    const { url, method, headers, form, json, user, secret, sender, number, statuses } = this.#settings;
    const values: Values = { number: readTelephoneNumber(address, number), text: short, key, sender, user, secret };
    const body = json !== '' ? fillJson(json, values) : Object.keys(form).length > 0 ? fillForm(form, values) : '';
    const mediaType = json !== '' ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded';
    const { status, text } = await this.#ask({
      method,
      url: fillUrl(url, values),
      headers: {
        ...(body !== '' && { 'content-type': mediaType }),
        ...(user !== '' && { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` }),
        ...fillHeaders(headers, values),
      },
      body,
      mostText: mostAnswer,
    });
    // Answers repeat what was asked: the secret is not for a list of deliveries.
    const said = clean(secret === '' ? text : text.replaceAll(secret, '…'), 150);
    const taken = statuses.length > 0 ? statuses.includes(status) : status >= 200 && status < 300;
    if (!taken) {
      const retryable = status >= 500 || status === 408 || status === 425 || status === 429;
      throw new ChannelError(`the SMS gateway answered ${status} ${said}`, retryable);
    }
    this.#readAnswer(text, said);
  }

  #readAnswer(text: string, said: string): void {
    const { field, values } = this.#settings;
    if (field === '') return;
    const found = fieldOf(text, field);
    if (found !== undefined && values.includes(found)) return;
    const value = found === undefined ? 'is not there' : `is "${clean(found, 60)}"`;
    throw new ChannelError(`the SMS gateway took it and did not send it: ${field} ${value} in ${said}`, false);
  }
}

/** A plain value of a JSON text by its path, `messages.0.status`. */
function fieldOf(text: string, path: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'object' && value !== null ? undefined : String(value);
}
