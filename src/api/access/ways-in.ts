import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GeoDoorPort } from '../ports/geo-doors.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import type { SecondFactor, SignedIn, SignInProvider } from '../schema/people.ts';
import { type Accounts, type Answer, oidcEngine, type Person } from './accounts.ts';
import type { Acting } from './acting.ts';
import { PlaceDoor, placeNeedsFactor, placeRefused } from './place-door.ts';
import { secretHash } from './secret.ts';
import { type Attempt, demandWait, SignInBrakes } from './sign-in-brakes.ts';
import { SignInRecord } from './sign-in-record.ts';

/** A password that was right, until the second factor is shown. */
interface Pending {
  readonly email: string;
  readonly person: { readonly id: string; readonly name: string; readonly tenant: string };
  readonly attempt: Attempt;
  readonly until: number;
}

type PasskeyAnswer = NonNullable<
  Parameters<Accounts['auth']['api']['verifyPasskeyAuthentication']>[0]
>['body']['response'];

const pendingMs = 600_000;
const mostPending = 10_000;
const providerPatienceMs = 10_000;

/** Every way to get a session. */
export class WaysIn {
  readonly brakes: SignInBrakes;
  readonly record: SignInRecord;
  readonly #deps: ApiDeps;
  readonly #accounts: Accounts;
  readonly #place: PlaceDoor;
  readonly #oidc: ReturnType<typeof oidcEngine>;
  readonly #pending = new Map<string, Pending>();

  constructor(deps: ApiDeps, accounts: Accounts) {
    this.#deps = deps;
    this.#accounts = accounts;
    this.brakes = new SignInBrakes(deps);
    this.record = new SignInRecord(deps);
    this.#place = new PlaceDoor(deps.geoDoor ?? anywhere, deps.clock);
    this.#oidc = oidcEngine(deps);
  }

  get providers(): readonly SignInProvider[] {
    return this.#deps.signIn.providers.map(({ id, name }) => ({ id, name }));
  }

  /** E-mail and password. @throws Problem 401, 403, 429 */
  async password(
    request: FastifyRequest,
    reply: FastifyReply,
    wish: { readonly email: string; readonly password: string; readonly rememberMe?: boolean },
  ): Promise<SignedIn> {
    const email = wish.email.toLowerCase();
    await this.#fromPlace(request, reply, email);
    const attempt = await this.#begin(request, reply, email);
    const body = { email, password: wish.password, rememberMe: wish.rememberMe ?? true };
    const answer = await this.#accounts.ask<{ twoFactorRedirect?: boolean }>(request, { name: email }, (headers) =>
      this.#accounts.auth.api.signInEmail({ body, headers, asResponse: true }),
    );
    const known = await this.#deps.system.people.byEmail(email);
    if (answer.status === 401 || answer.status === 400) {
      await attempt.failed();
      await this.record.failed(request, email, known ? 'wrong-password' : 'unknown-account', known);
      throw new Problem(401, 'E-mail address or password is wrong.', undefined, '/problems/sign-in-refused');
    }
    if (!answer.ok) throw await this.#refused(request, email, answer, known);
    answer.passCookies(reply);
    if (answer.body.twoFactorRedirect && known) {
      this.#await(answer, { email, person: known, attempt, until: this.#deps.clock() + pendingMs });
      return { user: null, next: 'second-factor' };
    }
    return this.#in(request, reply, answer, email, 'password', attempt);
  }

  /** The code after the password. @throws Problem 401, 429 */
  async second(request: FastifyRequest, reply: FastifyReply, { kind, code }: SecondFactor): Promise<SignedIn> {
    const challenge = challengeOf(request.headers.cookie ?? '');
    const pending = challenge && this.#pending.get(challenge);
    if (!pending || pending.until < this.#deps.clock()) throw again();
    const { email, person, attempt } = pending;
    await this.#fromPlace(request, reply, email);
    const { isAlarming } = await this.#limited(request, email, () =>
      this.brakes.beginCode(reply, email, attempt.isKnownBrowser),
    );
    if (isAlarming) await this.#warn(person.id, email);
    const isNew = await this.#deps.system.sessions.useCode(
      person.id,
      secretHash(`${kind} ${code}`),
      this.#deps.clock(),
    );
    const { api } = this.#accounts.auth;
    const answer = isNew
      ? await this.#accounts.ask(request, { name: email }, (headers) => {
          // With a session the library would check the code of its person, whoever the challenge is for.
          headers.set('cookie', withoutSession(headers.get('cookie') ?? ''));
          return kind === 'totp'
            ? api.verifyTOTP({ body: { code }, headers, asResponse: true })
            : api.verifyBackupCode({ body: { code }, headers, asResponse: true });
        })
      : undefined;
    if (answer?.status === 403) throw await this.#refused(request, email, answer, person);
    if (!answer?.ok) {
      await attempt.failed();
      await this.record.failed(request, email, 'second-factor', person);
      // Five wrong codes end the challenge; then the password is asked for again.
      if (answer && (answer.code === 'INVALID_TWO_FACTOR_COOKIE' || answer.code.startsWith('TOO_MANY'))) {
        this.#pending.delete(challenge);
        throw again();
      }
      throw wrongCode();
    }
    this.#pending.delete(challenge);
    answer.passCookies(reply);
    return this.#in(request, reply, answer, email, 'password', attempt);
  }

  /** Options for the browser; the challenge is in a cookie. */
  async passkeyOptions(request: FastifyRequest, reply: FastifyReply): Promise<Record<string, unknown>> {
    const answer = await this.#accounts.ask<Record<string, unknown>>(request, {}, (headers) =>
      this.#accounts.auth.api.generatePasskeyAuthenticationOptions({ headers, asResponse: true }),
    );
    if (!answer.ok) throw new Error(`passkey options: ${answer.status} ${answer.code}`);
    answer.passCookies(reply);
    return { ...answer.body, userVerification: 'required' };
  }

  /** A passkey instead of password and code. @throws Problem 401, 403 */
  async passkey(request: FastifyRequest, reply: FastifyReply, response: Record<string, unknown>): Promise<SignedIn> {
    await this.#fromPlace(request, reply, '');
    const answer = await this.verifyPasskey(request, response);
    const person = answer.ok ? await answer.person() : undefined;
    if (answer.status === 403) throw await this.#refused(request, '', answer);
    if (!person) {
      await this.record.failed(request, '', 'second-factor');
      throw new Problem(401, 'This passkey is not known here, or did not fit.', undefined, '/problems/sign-in-refused');
    }
    answer.passCookies(reply);
    return this.#in(request, reply, answer, person.email, 'passkey', undefined);
  }

  verifyPasskey(request: FastifyRequest, response: Record<string, unknown>): Promise<Answer & { acting: Acting }> {
    return this.#accounts.ask(request, {}, (headers) =>
      this.#accounts.auth.api.verifyPasskeyAuthentication({
        body: { response: response as unknown as PasskeyAnswer },
        headers,
        asResponse: true,
      }),
    );
  }

  /** Where the browser goes to sign in elsewhere; `link` ties that to who is signed in. @throws Problem 404, 503 */
  async oidcStart(
    request: FastifyRequest,
    reply: FastifyReply,
    provider: string,
    { to, again }: { readonly to: string; readonly again: boolean },
    link = false,
  ): Promise<{ url: string }> {
    const auth = await this.#engineOf(provider);
    const body = {
      provider,
      callbackURL: to,
      errorCallbackURL: link ? '/profile' : '/sign-in',
      disableRedirect: true,
      // OpenID Connect Core 3.1.2.1: shows its sign-in page even to who has a session there, and says when it was.
      ...(again && { additionalParams: { prompt: 'login', max_age: '0' } }),
    };
    const answer = await this.#accounts.ask<{ url?: string }>(request, {}, (headers) =>
      link
        ? auth.api.linkSocialAccount({ body, headers, asResponse: true })
        : auth.api.signInSocial({ body, headers, asResponse: true }),
    );
    if (!answer.ok || !answer.body.url) throw away(provider);
    answer.passCookies(reply);
    return { url: answer.body.url };
  }

  /** The way back; gives the page to go to. */
  async oidcCallback(
    request: FastifyRequest,
    reply: FastifyReply,
    provider: string,
    query: Record<string, string>,
  ): Promise<string> {
    try {
      await this.#fromPlace(request, reply, '');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return signInWith(error);
    }
    const auth = await this.#engineOf(provider);
    const answer = await this.#accounts.ask(request, {}, (headers) =>
      auth.api.callbackOAuth({ params: { id: provider }, query, headers, asResponse: true }),
    );
    answer.passCookies(reply);
    const userName = answer.acting.userName ?? '';
    const to = localPath(answer.location);
    const error = to && new URL(to, 'http://localhost').searchParams.get('error');
    const isLink = answer.acting.shown === undefined;
    // Who links was signed in before; the strict cookie does not come along from another site, and is not needed.
    if (to && !error && isLink) return to;
    const person = await answer.person();
    if (!to || error || !person) {
      const code = error || answer.code.toLowerCase() || 'provider_failed';
      await this.record.failed(request, userName, 'refused', userName ? await this.#known(userName) : undefined);
      return `${to?.startsWith('/profile') ? '/profile' : '/sign-in'}?error=${encodeURIComponent(code)}`;
    }
    if (await this.#lacksFactor(request, userName, person)) return signInWith(placeNeedsFactor());
    await this.record.succeeded(request, userName, person, provider, person.shown);
    if (person.mfa !== 'verify') await this.brakes.remember(request, reply, person.id);
    // The provider may have given another role.
    await this.#accounts.watch.changed(person.id);
    if (person.mfa === 'done') this.#deps.operatorSeen(request.ip);
    return to;
  }

  /** Ends the session and clears its cookie. */
  async out(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const person = await this.#accounts.person(request);
    const answer = await this.#accounts.ask(request, { name: person?.name }, (headers) =>
      this.#accounts.auth.api.signOut({ headers, asResponse: true }),
    );
    answer.passCookies(reply);
    if (!person) return;
    await this.record.act(request, 'sign-in.ended', person);
    await this.#accounts.watch.changed(person.id);
  }

  /** Somebody whose session the answer made is in. */
  async #in(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: Answer,
    userName: string,
    way: string,
    attempt: Pick<Attempt, 'succeeded'> | undefined,
  ): Promise<SignedIn> {
    const person = await answer.person();
    if (!person) throw new Error('a session that was just made is not there');
    // Whoever sets Belwacht up has no other way in.
    if (way !== 'setup' && (await this.#lacksFactor(request, userName, person))) throw placeNeedsFactor();
    // Only who has shown everything is known from then on.
    if (person.mfa !== 'verify') {
      if (attempt) await attempt.succeeded();
      await this.brakes.remember(request, reply, person.id);
    }
    await this.record.succeeded(request, userName, person, way, person.shown);
    if (person.mfa === 'done') this.#deps.operatorSeen(request.ip);
    return { user: { id: person.id, name: person.name, email: person.email }, next: person.mfa };
  }

  /** The first owner, with the password that was set a moment ago. */
  async first(request: FastifyRequest, reply: FastifyReply, email: string, password: string): Promise<Person> {
    const answer = await this.#accounts.ask(request, { name: email }, (headers) =>
      this.#accounts.auth.api.signInEmail({ body: { email, password, rememberMe: true }, headers, asResponse: true }),
    );
    const person = answer.ok ? await answer.person() : undefined;
    if (!person) throw new Error('the first owner cannot sign in');
    answer.passCookies(reply);
    await this.#in(request, reply, answer, email, 'setup', undefined);
    return person;
  }

  /** Somebody new, whose session the answer made. */
  async enter(request: FastifyRequest, reply: FastifyReply, answer: Answer, userName: string): Promise<SignedIn> {
    answer.passCookies(reply);
    return this.#in(request, reply, answer, userName, 'first', undefined);
  }

  /** Whether an attempt may be made from where the request comes from. @throws Problem 403, 429 */
  async #fromPlace(request: FastifyRequest, reply: FastifyReply, userName: string): Promise<void> {
    const answer = this.#place.try(request.ip);
    if (answer.way === 'in') return;
    const person = userName === '' ? undefined : await this.#known(userName);
    await this.record.failed(request, userName, answer.way === 'wait' ? 'throttled' : 'place', person);
    if (answer.way === 'wait') demandWait(reply, answer.wait);
    throw placeRefused();
  }

  /** Somebody who shows no second factor where a policy wants one: the session ends before it is used. */
  async #lacksFactor(request: FastifyRequest, userName: string, person: Person): Promise<boolean> {
    if (person.shown !== '' || !this.#place.needsFactor(request.ip)) return false;
    await this.#deps.system.sessions.end(person.id, { only: person.session });
    await this.#accounts.watch.changed(person.id);
    await this.record.failed(request, userName, 'place', person);
    return true;
  }

  #begin(request: FastifyRequest, reply: FastifyReply, email: string): Promise<Attempt> {
    return this.#limited(request, email, () => this.brakes.begin(request, reply, email));
  }

  async #limited<T>(request: FastifyRequest, email: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (error instanceof Problem && error.status === 429) await this.record.failed(request, email, 'throttled');
      throw error;
    }
  }

  async #refused(
    request: FastifyRequest,
    userName: string,
    { code, status }: Answer,
    person?: { readonly id: string; readonly name: string; readonly tenant: string },
  ): Promise<Error> {
    await this.record.failed(request, userName, 'refused', person);
    if (code === 'account_suspended')
      return new Problem(
        403,
        'This account is suspended. Ask whoever manages people.',
        undefined,
        '/problems/account-suspended',
      );
    if (code === 'customer_suspended')
      return new Problem(
        403,
        'Access of this customer is suspended. Ask your provider.',
        undefined,
        '/problems/customer-suspended',
      );
    return new Error(`sign-in answered ${status} ${code}`);
  }

  #await(answer: Answer, pending: Pending): void {
    const challenge = challengeOf(answer.cookies.join(';'));
    if (!challenge) throw new Error('there is no challenge for a second factor');
    this.#pending.set(challenge, pending);
    if (this.#pending.size > mostPending) this.#pending.delete(this.#pending.keys().next().value!);
  }

  async #engineOf(provider: string) {
    let timer: NodeJS.Timeout | undefined;
    const tooSlow = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(away(provider)), providerPatienceMs);
    });
    try {
      const auth = await Promise.race([this.#oidc(provider), tooSlow]);
      if (!auth) throw new Problem(404, 'There is no such single sign-on.', 'provider');
      return auth;
    } finally {
      clearTimeout(timer);
    }
  }

  #known(email: string) {
    return this.#deps.system.people.byEmail(email);
  }

  /** Whoever guesses codes has the password. */
  async #warn(person: string, address: string): Promise<void> {
    const found = await this.#deps.system.people.get(person);
    if (!found || !this.#deps.letters.ready()) return;
    await this.#deps.letters.post({
      id: secretHash(`attacked ${person} ${Math.floor(this.#deps.clock() / 3_600_000)}`).slice(0, 32),
      kind: 'second-factor-attacked',
      address,
      language: found.language ?? 'nl',
      from: '',
      organisation: found.tenantName,
      link: `${this.#deps.signIn.url()}/profile`,
      until: 0,
    });
  }
}

const anywhere: GeoDoorPort = () => ({ verdict: 'allow', limit: undefined });

/** The page that says why somebody who comes back from single sign-on is not in. */
function signInWith({ type }: Problem): string {
  return `/sign-in?error=${encodeURIComponent(type.replace('/problems/', ''))}`;
}

/** Hash of the cookie that stands for a right password. */
function challengeOf(cookies: string): string | undefined {
  const value = /(?:^|[;\s])(?:__Host-)?belwacht\.two_factor=([^;\s]+)/.exec(cookies)?.[1];
  return value && secretHash(value);
}

function withoutSession(cookies: string): string {
  return cookies
    .split(';')
    .filter((pair) => !/^\s*(__Host-)?belwacht\.session_token\s*=/.test(pair))
    .join(';');
}

/** Only pages of ours, whatever the state of a sign-in elsewhere says. */
function localPath(location: string): string | undefined {
  if (!location) return undefined;
  const url = new URL(location, 'http://localhost');
  return `${url.pathname}${url.search}`.replace(/^\/+/, '/');
}

export function wrongCode(): Problem {
  return new Problem(401, 'This code is wrong, or was used before.', 'code', '/problems/code-wrong');
}

function again(): Problem {
  return new Problem(
    401,
    'This took too long or went wrong too often. Start again.',
    undefined,
    '/problems/sign-in-again',
  );
}

function away(provider: string): Problem {
  return new Problem(
    503,
    `Single sign-on (${provider}) does not answer. Sign in another way, or later.`,
    'provider',
    '/problems/provider-away',
  );
}
