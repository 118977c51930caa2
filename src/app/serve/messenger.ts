import { randomBytes } from 'node:crypto';
import type { Alert } from '../../core/alert.ts';
import type { Decision } from '../../core/decision.ts';
import type { DecisionRecord } from '../../core/decision-record.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Rule } from '../../detect/rule.ts';
import type { Message } from '../../notify/channel.ts';
import { createChannels } from '../../notify/channels.ts';
import { composeLetter, type Letter } from '../../notify/compose-letter.ts';
import { guardedPost } from '../../notify/guarded-post.ts';
import { MessageFiles } from '../../notify/message-files.ts';
import { type Addressed, Notifier } from '../../notify/notifier.ts';
import { Outpost } from '../../notify/outpost.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';
import { webhookSecretName } from '../keys/sealed-names.ts';

/** Messages about single alerts one recipient gets a minute before the rest is gathered. */
const perMinute = 10;
const tickMs = 5000;
/** Alerts older than this at the time of a crash were told before it, ms. */
const settledMs = 120_000;
/** Whether the last run ended with everything told. */
const completeFact = 'messages-complete';

/** Secret that signs webhooks: of the settings, or made once and sealed in the vault. */
async function webhookSecret(config: Config, { vault }: Store): Promise<string> {
  if (config.webhooks.secret) return config.webhooks.secret;
  const kept = await vault.open(providerTenant, webhookSecretName);
  if (kept !== undefined) return kept;
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  await vault.put(providerTenant, webhookSecretName, secret);
  return secret;
}

/** Tells people and systems about new and worsened alerts, once each, whatever happens in between. */
export class Messenger {
  /** Makers of files that mail takes along. */
  readonly files = new MessageFiles();
  readonly #store: Store;
  readonly #config: Config;
  readonly #rules: ReadonlyMap<string, Pick<Rule, 'title'>>;
  readonly #notifier: Notifier;
  readonly #outpost: Outpost;
  readonly #url: () => string;
  readonly #log: (line: string) => void;
  readonly #timer: NodeJS.Timeout;
  /** Alerts of which people are to hear and that are not looked at yet; they wait while the database is away. */
  readonly #news = new Map<string, Alert>();
  /** Messages that are not in the outbox yet. */
  #unposted: Addressed[] = [];
  #working: Promise<void> | undefined;

  private constructor(
    store: Store,
    config: Config,
    rules: readonly Pick<Rule, 'id' | 'title'>[],
    secret: string,
    url: () => string,
    log: (line: string) => void,
  ) {
    this.#store = store;
    this.#config = config;
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.#url = url;
    this.#log = log;
    this.#notifier = new Notifier({ perMinute, link: `${url()}/alerts` });
    const { smtp } = config;
    this.#outpost = new Outpost({
      outbox: store.outbox<Message>(),
      channels: createChannels(
        {
          ...(smtp.host ? { mail: { ...smtp, user: smtp.user || undefined, pass: smtp.password || undefined } } : {}),
          webhook: { secret },
        },
        { clock: Date.now, post: guardedPost({ allowed: config.webhooks.allowed }), open: this.files.open },
      ),
      clock: Date.now,
      random: Math.random,
      onDelivery: ({ parcel, ok, error }) =>
        void this.#delivered(parcel.channel, parcel.address, ok, error).catch(() => {
          // Only the note beside the recipient is lost; the outbox knows.
        }),
      onTrouble: (error) => log(`messages wait, the outbox cannot be read: ${(error as Error).message}`),
    });
    this.#timer = setInterval(() => {
      this.#unposted.push(...this.#notifier.tick(Date.now()));
      void this.#work();
    }, tickMs);
  }

  /** Makes it and takes back what was told before. */
  static async create(
    store: Store,
    config: Config,
    rules: readonly Pick<Rule, 'id' | 'title'>[],
    url: () => string,
    log: (line: string) => void,
  ): Promise<Messenger> {
    const messenger = new Messenger(store, config, rules, await webhookSecret(config, store), url, log);
    const { items } = await store.alerts.list({ limit: 200 });
    const alerts = items.map(({ alert }) => alert);
    // A crash may have come between an alert and its message: the last ones before it are offered again, the outbox drops
    // what it knows. After an orderly stop nothing is left to tell.
    const complete = (await store.settings.fact(completeFact)) === true;
    await store.settings.rememberFact(completeFact, false);
    const last = Math.min(Date.now(), Math.max(...alerts.map(({ end }) => end)));
    const settled = complete ? Number.POSITIVE_INFINITY : last - settledMs;
    messenger.#notifier.load(alerts.filter(({ end }) => end < settled));
    messenger.#outpost.start();
    await messenger.alerts(alerts.filter(({ end }) => end >= settled));
    return messenger;
  }

  /** Alerts that are stored now, with the decisions taken on them. Resolves when their messages are kept, or wait. */
  async alerts(alerts: readonly Alert[]): Promise<void> {
    for (const alert of alerts) {
      if (this.#notifier.isNews({ kind: 'updated', alert })) this.#news.set(alert.id, alert);
    }
    await this.#work();
  }

  /** Whether mail is set up. */
  ready(): boolean {
    return this.#config.smtp.host !== '';
  }

  /** Mail to a person about their own access; resolves when it is kept. */
  post(letter: Letter & { readonly address: string }): Promise<void> {
    return this.#outpost.post([
      {
        recipient: {
          id: '',
          kind: 'mail',
          address: letter.address,
          language: letter.language,
          minimumSeverity: 'informational',
        },
        message: composeLetter(letter, this.#config.time_zone),
      },
    ]);
  }

  /** Mail as it is, to one address; resolves when it is kept. The same id is the same mail. */
  mail(message: Message, address: string): Promise<void> {
    const recipient = { id: '', kind: 'mail', address, language: 'en', minimumSeverity: 'informational' } as const;
    return this.#outpost.post([{ recipient, message }]);
  }

  /** The test button. */
  async test(id: string): Promise<{ readonly ok: boolean; readonly error: string }> {
    const recipient = (await this.#store.recipients.list()).find((candidate) => candidate.id === id);
    if (!recipient) return { ok: false, error: 'there is no such recipient' };
    const result = await this.#outpost.test(recipient);
    await this.#store.recipients.delivered(id, result.ok, result.error);
    return result;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#unposted.push(...this.#notifier.tick(Date.now(), true));
    await this.#work();
    await this.#outpost.stop();
    if (this.#news.size + this.#unposted.length > 0) return;
    // Without a database to note it in, the next start looks for itself.
    await this.#store.settings.rememberFact(completeFact, true).catch(() => {});
  }

  /** One at a time; whoever comes while it works waits for the round after. Never rejects. */
  async #work(): Promise<void> {
    while (this.#working) await this.#working;
    if (this.#news.size + this.#unposted.length === 0) return;
    this.#working = this.#tell()
      .catch((error: Error) => this.#log(`messages wait until the database answers: ${error.message}`))
      .finally(() => {
        this.#working = undefined;
      });
    await this.#working;
  }

  async #tell(): Promise<void> {
    const recipients = this.#news.size ? await this.#store.recipients.list() : [];
    for (const alert of this.#news.values()) {
      const [record] = await this.#store.alerts.byIds([alert.id]);
      const taken = (await this.#store.decisions.ofAlert(alert.id)).at(-1);
      const stops = alert.calls ? await this.#store.callStops.list({ alert: alert.id, limit: 1 }) : undefined;
      const notice = {
        alert,
        ruleTitle: this.#rules.get(alert.rule)?.title ?? { nl: alert.rule, en: alert.rule },
        tenantName: record?.tenantName ?? alert.tenant,
        assetName: alert.asset,
        timeZone: this.#config.time_zone,
        decision: taken && asItIs(taken),
        stop: stops?.items[0]?.stop,
        link: `${this.#url()}/alerts/${alert.id}`,
      };
      this.#unposted.push(...this.#notifier.tell(notice, recipients, Date.now()));
      if (this.#news.get(alert.id) === alert) this.#news.delete(alert.id);
    }
    const posting = [...this.#unposted];
    if (posting.length === 0) return;
    await this.#outpost.post(posting);
    this.#unposted = this.#unposted.slice(posting.length);
  }

  async #delivered(kind: string, address: string, ok: boolean, error: string): Promise<void> {
    for (const recipient of await this.#store.recipients.list()) {
      if (recipient.kind === kind && recipient.address === address)
        await this.#store.recipients.delivered(recipient.id, ok, error);
    }
  }
}

/** What nothing but a dry enforcer holds was noted and not done; nobody is told otherwise. */
function asItIs({ decision, enforcers }: DecisionRecord): Decision {
  const isDone = enforcers.some(({ real, state }) => real && state === 'in-force');
  return decision.state === 'in-force' && !isDone ? { ...decision, state: 'reported' } : decision;
}
