import { randomBytes } from 'node:crypto';
import type { Alert } from '../../core/alert.ts';
import type { Decision } from '../../core/decision.ts';
import type { Rule } from '../../detect/rule.ts';
import type { Message } from '../../notify/channel.ts';
import { createChannels } from '../../notify/channels.ts';
import { guardedPost } from '../../notify/guarded-post.ts';
import { Notifier } from '../../notify/notifier.ts';
import { Outpost } from '../../notify/outpost.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';

/** Messages about single alerts one recipient gets a minute before the rest is gathered. */
const perMinute = 10;
const tickMs = 5000;
/** Alerts older than this were told before the restart, ms. */
const settledMs = 120_000;

/** Secret that signs webhooks: of the settings, or made once and kept in the database. */
async function webhookSecret(config: Config, store: Store): Promise<string> {
  if (config.webhooks.secret) return config.webhooks.secret;
  const kept = await store.settings.fact('webhook-secret');
  if (typeof kept === 'string') return kept;
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  await store.settings.rememberFact('webhook-secret', secret);
  return secret;
}

/** Tells people and systems about new and worsened alerts, once each, whatever happens in between. */
export class Messenger {
  readonly #store: Store;
  readonly #config: Config;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #notifier: Notifier;
  readonly #outpost: Outpost;
  readonly #url: () => string;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    store: Store,
    config: Config,
    rules: readonly Rule[],
    secret: string,
    url: () => string,
    log: (line: string) => void,
  ) {
    this.#store = store;
    this.#config = config;
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.#url = url;
    this.#notifier = new Notifier({ perMinute, link: `${url()}/alerts` });
    const { smtp } = config;
    this.#outpost = new Outpost({
      outbox: store.outbox<Message>(),
      channels: createChannels(
        {
          ...(smtp.host ? { mail: { ...smtp, user: smtp.user || undefined, pass: smtp.password || undefined } } : {}),
          webhook: { secret },
        },
        { clock: Date.now, post: guardedPost({ allowed: config.webhooks.allowed }) },
      ),
      clock: Date.now,
      random: Math.random,
      onDelivery: ({ parcel, ok, error }) => void this.#delivered(parcel.channel, parcel.address, ok, error),
      onTrouble: (error) => log(`messages wait, the outbox cannot be read: ${(error as Error).message}`),
    });
    this.#timer = setInterval(() => void this.#post(this.#notifier.tick(Date.now())), tickMs);
  }

  /** Makes it and takes back what was told before. */
  static async create(
    store: Store,
    config: Config,
    rules: readonly Rule[],
    url: () => string,
    log: (line: string) => void,
  ): Promise<Messenger> {
    const messenger = new Messenger(store, config, rules, await webhookSecret(config, store), url, log);
    const { items } = await store.alerts.list({ limit: 200 });
    const alerts = items.map(({ alert }) => alert);
    // A crash may have come between an alert and its message: the newest are offered again, the outbox drops what it knows.
    const settled = Date.now() - settledMs;
    messenger.#notifier.load(alerts.filter(({ end }) => end < settled));
    messenger.#outpost.start();
    await messenger.alerts(
      alerts.filter(({ end }) => end >= settled),
      [],
    );
    return messenger;
  }

  /** Alerts that are stored now, with the decisions taken on them. */
  async alerts(alerts: readonly Alert[], decisions: readonly Decision[]): Promise<void> {
    const news = alerts.filter((alert) => this.#notifier.isNews({ kind: 'updated', alert }));
    if (!news.length) return;
    const recipients = await this.#store.recipients.list();
    const records = new Map(
      (await this.#store.alerts.byIds(news.map(({ id }) => id))).map((record) => [record.alert.id, record]),
    );
    for (const alert of news) {
      const decision = decisions.find((candidate) => candidate.alert === alert.id);
      const notice = {
        alert,
        ruleTitle: this.#rules.get(alert.rule)?.title ?? { nl: alert.rule, en: alert.rule },
        tenantName: records.get(alert.id)?.tenantName ?? alert.tenant,
        assetName: alert.asset,
        timeZone: this.#config.time_zone,
        decision,
        link: `${this.#url()}/alerts/${alert.id}`,
      };
      await this.#post(this.#notifier.tell(notice, recipients, Date.now()));
    }
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
    await this.#post(this.#notifier.tick(Date.now(), true));
    await this.#outpost.stop();
  }

  async #post(addressed: Parameters<Outpost['post']>[0]): Promise<void> {
    if (addressed.length) await this.#outpost.post(addressed);
  }

  async #delivered(kind: string, address: string, ok: boolean, error: string): Promise<void> {
    for (const recipient of await this.#store.recipients.list()) {
      if (recipient.kind === kind && recipient.address === address)
        await this.#store.recipients.delivered(recipient.id, ok, error);
    }
  }
}
