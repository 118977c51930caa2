import type { Order } from '../../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import type { Text } from '../../../core/text.ts';
import { guardedRequest } from '../../../notify/guarded-post.ts';
import { httpMethods } from '../../../respond/playbook/check/argument-fault.ts';
import type { HttpHosts } from './http-hosts.ts';
import { type OpenSecret, type SignIn, signIn } from './sign-in.ts';

/** What came of an order. */
export interface OrderOutcome {
  readonly ok: boolean;
  readonly detail: Text;
  /** By name of the variable; only those the step asks for are taken. */
  readonly values?: VariableValues;
  /** Somebody has to agree first: ask again under the same key. */
  readonly waits?: boolean;
}

type HttpOrder = Extract<Order, { readonly action: 'http-api' }>;

const timeoutMs = 20_000;
const mostAnswer = 10_000;
const mostBody = 1_048_576;
/** Belong to the connection, not to whoever writes a playbook. */
const barredHeaders =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/i;

/**
 * Sends a request of a playbook: only to hosts on the list, never to an address inside that is not listed, without following
 * redirects. Any 2xx is well done. Throws only before anything was sent: whether a request without an answer was carried out nobody knows, and it is not
 * sent again.
 */
export async function sendRequest(
  order: HttpOrder,
  key: string,
  { hosts, secret }: { readonly hosts: HttpHosts; readonly secret: OpenSecret },
): Promise<OrderOutcome> {
  const url = URL.canParse(order.url) ? new URL(order.url) : undefined;
  if (!url)
    return no(`this is no address: ${order.url.slice(0, 200)}`, `dit is geen adres: ${order.url.slice(0, 200)}`);
  if (!hosts.allows(url))
    return no(
      `${url.host} is not among the hosts that playbooks may ask (playbooks.http_hosts)`,
      `${url.host} staat niet bij de hosts die draaiboeken mogen aanroepen (playbooks.http_hosts)`,
    );
  const method = httpMethods.find((name) => name === order.method.toUpperCase());
  if (!method)
    return no(`requests of ${order.method} are not sent`, `verzoeken met ${order.method} worden niet verstuurd`);
  const headers: Record<string, string> = {};
  for (const [name, lines] of Object.entries(order.headers)) {
    if (barredHeaders.test(name) || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/.test(name))
      return no(
        `the header ${name.slice(0, 80)} may not be set`,
        `de header ${name.slice(0, 80)} mag niet gezet worden`,
      );
    headers[name.toLowerCase()] = lines.join(', ');
  }
  const body = order.body === null ? '' : order.binary ? Buffer.from(order.body, 'base64') : order.body;
  if (Buffer.byteLength(body) > mostBody) return no('the body is larger than 1 MiB', 'de inhoud is groter dan 1 MiB');
  let signed: SignIn | undefined;
  if (order.auth) {
    const opened = await signIn(order.auth, url, secret);
    if (!opened.ok) return { ok: false, detail: opened.reason };
    signed = opened.value;
    headers.authorization = signed.header;
  }
  try {
    const ask = guardedRequest({ allowed: hosts.ranges, timeoutMs, setting: 'playbooks.http_hosts' });
    // The same request carries the same key, for receivers that drop repeats.
    const answer = await ask({
      ...{ method, url: url.href, body, mostText: mostAnswer },
      headers: { 'idempotency-key': key, ...headers },
    });
    const { status } = answer;
    const text = signed?.without(answer.text) ?? answer.text;
    const said = text.replace(/\s+/g, ' ').slice(0, 300);
    const detail = {
      en: `${url.host} answered ${status} ${said}`.trim(),
      nl: `${url.host} antwoordde ${status} ${said}`.trim(),
    };
    return { ok: status >= 200 && status < 300, detail, values: valuesOf(status, text) };
  } catch (error) {
    const { message } = error as Error;
    return no(`no answer: ${message}`, `geen antwoord: ${message}`);
  }
}

/** The status, the answer, and what stands in it by name when it is an object of JSON. */
function valuesOf(status: number, text: string): VariableValues {
  const values: Record<string, string> = { __status__: String(status), __answer__: text.slice(0, mostAnswer) };
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return values;
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return values;
  for (const [name, value] of Object.entries(answer).slice(0, 100))
    if (/^[A-Za-z][A-Za-z0-9_-]{0,100}$/.test(name) && ['string', 'number', 'boolean'].includes(typeof value))
      values[`__${name}__`] = String(value);
  return values;
}

function no(en: string, nl: string): OrderOutcome {
  return { ok: false, detail: { en, nl } };
}
