import type { Alert, CallAlertFacts } from '../core/alert.ts';
import type { CallStop } from '../core/calls/call-stop.ts';
import type { Decision } from '../core/decision.ts';
import { microPerEuro } from '../core/rates/rate.ts';
import type { Text } from '../core/text.ts';
import type { Message } from './channel.ts';
import { clean } from './clean.ts';
import {
  doneSentence,
  formatTime,
  headings,
  type Language,
  moneySentence,
  nextSentence,
  severityWords,
  stopSentence,
} from './words.ts';

/** An alert with what is needed to tell people about it. */
export interface Notice {
  readonly alert: Alert;
  readonly ruleTitle: Text;
  readonly tenantName: string;
  readonly assetName: string;
  /** IANA zone in which times are written. */
  readonly timeZone: string;
  /** Newest decision of this alert, in the state it has by now. */
  readonly decision: Decision | undefined;
  /** Newest stop of calls of this alert, in the state it has by now. */
  readonly stop?: CallStop;
  /** Address of the alert on the screen. */
  readonly link: string;
}

/** One alert as a message; `id` names this message, `worsened` says that it was told before at a lower severity. */
export function composeAlert(id: string, notice: Notice, language: Language, worsened: boolean): Message {
  const { alert, decision, timeZone } = notice;
  const say = (text: Text) => clean(text[language], 1000);
  const severity = severityWords[alert.severity][language];
  const who = clean(notice.tenantName, 60);
  const source = clean(alert.sourceIp || alert.userName, 60);
  const rise = worsened ? { nl: ' (verergerd)', en: ' (worsened)' }[language] : '';
  const subject = clean(`[${severity}]${rise} ${say(notice.ruleTitle)}: ${who}${source && `, ${source}`}`, 180);
  const until = decision ? formatTime(decision.until, language, timeZone) : '';
  const asset = notice.assetName ? ` – ${clean(notice.assetName, 100)}` : '';
  const place = [alert.sourceIp, alert.country, alert.asName]
    .map((part) => clean(part, 100))
    .filter((part) => part !== '');
  const stopped = notice.stop && stopSentence(notice.stop, formatTime(notice.stop.until, language, timeZone));
  const done = stopped ?? joined(doneSentence(decision, until), held(decision, language));
  const lines = [
    [headings.what, say(alert.sentence)],
    [headings.forWhom, `${who}${asset}`],
    [headings.source, place.join(', ')],
    [headings.since, formatTime(alert.start, language, timeZone)],
    [headings.count, String(alert.count)],
    [headings.money, alert.calls ? say(moneySentence(alert.calls, notice.stop)) : ''],
    [headings.done, say(done)],
    [headings.next, say(nextSentence(decision ?? notice.stop))],
  ] as const;
  const body = lines
    .filter(([, value]) => value !== '')
    .map(([heading, value]) => `${heading[language]}: ${value}\n`)
    .join('');
  return {
    id,
    subject,
    body: `${body}\n${notice.link}\n`,
    severity: alert.severity,
    data: { type: worsened ? 'alert.worsened' : 'alert.opened', link: notice.link, ...alertData(notice) },
  };
}

function held(decision: Decision | undefined, language: Language): string {
  return decision?.state === 'held' ? ` ${clean(decision.reason[language], 1000)}` : '';
}

function joined(text: Text, more: string): Text {
  return { nl: `${text.nl}${more}`, en: `${text.en}${more}` };
}

/** Machine form of an alert for webhooks; times in ISO 8601 UTC. */
function alertData({ alert, tenantName, assetName, decision, stop }: Notice): Record<string, unknown> {
  return {
    alert: alert.id,
    rule: alert.rule,
    severity: alert.severity,
    tenant: { id: alert.tenant, name: tenantName },
    asset: { id: alert.asset, name: assetName },
    start: new Date(alert.start).toISOString(),
    end: new Date(alert.end).toISOString(),
    count: alert.count,
    'source.ip': alert.sourceIp,
    'user.name': alert.userName,
    'source.geo.country_iso_code': alert.country,
    'source.as.number': alert.asNumber,
    sentence: alert.sentence,
    decision: decision
      ? {
          id: decision.id,
          value: decision.value,
          state: decision.state,
          until: new Date(decision.until).toISOString(),
          reason: decision.reason,
        }
      : null,
    ...(alert.calls && callData(alert.calls, stop)),
  };
}

/** What an alert about calls tells machines besides; money in euro. */
function callData(calls: CallAlertFacts, stop: CallStop | undefined): Record<string, unknown> {
  return {
    calls: calls.calls,
    minutes: calls.minutes,
    'telecom.cost.eur': calls.cost / microPerEuro,
    countries: calls.countries,
    stop: stop ? { id: stop.id, state: stop.state, until: new Date(stop.until).toISOString() } : null,
  };
}

/** Many alerts in one message: how many there were, and the worst of them. */
export function composeDigest(
  id: string,
  notices: readonly Notice[],
  count: number,
  language: Language,
  link: string,
): Message {
  const worst = notices[0];
  const severity = severityWords[worst.alert.severity][language];
  const subject = { nl: `[${severity}] ${count} nieuwe meldingen`, en: `[${severity}] ${count} new alerts` }[language];
  const intro = {
    nl: `Er kwamen ${count} meldingen in korte tijd. Om je niet te overladen staan ze in één bericht; de ergste eerst.`,
    en: `${count} alerts came in a short time. To spare you they are in one message; the worst first.`,
  }[language];
  const lines = notices.map(
    ({ alert, tenantName }) =>
      `- [${severityWords[alert.severity][language]}] ${clean(tenantName, 60)}: ${clean(alert.sentence[language], 300)}`,
  );
  const more = count - notices.length;
  const rest = more > 0 ? [{ nl: `- en nog ${more}`, en: `- and ${more} more` }[language]] : [];
  return {
    id,
    subject,
    body: `${intro}\n\n${[...lines, ...rest].join('\n')}\n\n${link}\n`,
    severity: worst.alert.severity,
    data: { type: 'alert.digest', link, count, alerts: notices.map(alertData) },
  };
}

/** The message of the test button. */
export function composeTest(id: string, language: Language, now: number): Message {
  const at = formatTime(now, language, 'UTC');
  return {
    id,
    subject: { nl: 'Belwacht: testbericht', en: 'Belwacht: test message' }[language],
    body: {
      nl: `Dit is een test, verstuurd op ${at}. Meldingen van Belwacht komen op dit adres aan.\n`,
      en: `This is a test, sent at ${at}. Alerts of Belwacht reach this address.\n`,
    }[language],
    severity: 'informational',
    data: { type: 'test', at: new Date(now).toISOString() },
  };
}
