import type { StopListing } from '../../../core/calls/call-records.ts';
import type { CallStop } from '../../../core/calls/call-stop.ts';
import type { Text } from '../../../core/text.ts';
import type { NetworkLine } from '../network-acts.ts';
import { moment, quote } from '../words.ts';
import { networkLine, withError } from './line.ts';

const reaches: Readonly<Record<CallStop['reach'], Text>> = {
  costly: { nl: 'dure oproepen', en: 'costly calls' },
  abroad: { nl: 'oproepen naar het buitenland', en: 'calls abroad' },
  outgoing: { nl: 'uitgaande oproepen', en: 'outgoing calls' },
  incoming: { nl: 'inkomende oproepen', en: 'calls in' },
  passing: { nl: 'oproepen die mogen', en: 'calls that may pass' },
};

/** Whose calls a stop stops and where to, in a few words of no language. */
export function stopWhat({ stop: { scope, payer, country, prefix, divertTo }, tenantName }: StopListing): string {
  const who = scope === 'provider' ? '*' : tenantName;
  const to = country !== '' ? country : prefix === '' ? divertTo : `+${prefix}`;
  return `${who}${payer === '' ? '' : ` (${payer})`}${to === '' ? '' : ` → ${to}`}`;
}

/** What a timeline is told of a stop of calls, and what PBXs beside the path confirmed. */
export function stopLines(listing: StopListing, isOfAlert: boolean, now: number): readonly NetworkLine[] {
  const { stop, tenantName, authorName, controls } = listing;
  const { id, from, until, reason, author, state } = stop;
  const about = { kind: 'decision', id } as const;
  const what = words(stop, tenantName);
  const by = { id: author, name: authorName || author.replace(/^rule:/, '') };
  const began = { at: Math.min(from, now), by };
  const ended = { at: Math.min(until, now) };
  const lines: NetworkLine[] = [];
  if (state === 'reported') {
    lines.push(
      networkLine(
        `stop:${id}:reported`,
        'decision',
        {
          nl: `Alleen meekijken: dit zou gestopt zijn: ${what.nl}. ${reason.nl}`,
          en: `Report only: this would have been stopped: ${what.en}. ${reason.en}`,
        },
        about,
        began,
      ),
    );
    return lines;
  }
  if (isOfAlert) {
    lines.push(
      networkLine(
        `stop:${id}:in-force`,
        'decision',
        {
          nl: `Belstop tot ${moment(until)}: ${what.nl}. ${reason.nl}`,
          en: `Calls stopped until ${moment(until)}: ${what.en}. ${reason.en}`,
        },
        about,
        began,
      ),
    );
  }
  for (const { control, state: said, at, detail } of controls) {
    const name = quote(control);
    const key = `stop:${id}:${control}:${said}`;
    const when = { at: Math.min(at, now) };
    const where = { kind: 'enforcer', id: control } as const;
    if (said === 'in-force') {
      const text = {
        nl: `${name} bevestigt de belstop: ${what.nl}`,
        en: `${name} confirms the stop of calls: ${what.en}`,
      };
      lines.push(networkLine(key, 'action', withError(text, quote(detail, 300)), where, when));
    } else if (said === 'lifted') {
      const text = {
        nl: `${name} bevestigt dat de belstop weg is`,
        en: `${name} confirms that the stop of calls is gone`,
      };
      lines.push(networkLine(key, 'action', withError(text, quote(detail, 300)), where, when));
    } else if (said === 'failed') {
      const text = { nl: `${name} kon de belstop niet uitvoeren`, en: `${name} could not carry out the stop of calls` };
      lines.push(networkLine(key, 'action', withError(text, quote(detail, 300)), where, { ...when, internal: true }));
    }
  }
  if (state === 'lifted') {
    const text = { nl: `Belstop opgeheven: ${what.nl}.`, en: `Stop of calls lifted: ${what.en}.` };
    lines.push(networkLine(`stop:${id}:lifted`, 'action', text, about, ended));
  } else if (state === 'expired') {
    const text = { nl: `Belstop is afgelopen: ${what.nl}.`, en: `Stop of calls has come to its end: ${what.en}.` };
    lines.push(networkLine(`stop:${id}:expired`, 'action', text, about, ended));
  }
  return lines;
}

function words({ scope, payer, reach, country, prefix, divertTo }: CallStop, tenantName: string): Text {
  const who = quote(scope === 'provider' ? '' : tenantName);
  const whose =
    scope === 'provider' ? { nl: 'van alle klanten', en: 'of all customers' } : { nl: `van ${who}`, en: `of ${who}` };
  const account = payer === '' ? '' : ` (${quote(payer)})`;
  const to = country !== '' ? country : prefix === '' ? '' : `+${prefix}`;
  const which = scope === 'destination' ? { nl: `oproepen naar ${to}`, en: `calls to ${to}` } : reaches[reach];
  const onTo = divertTo === '' ? '' : ` → ${quote(divertTo)}`;
  return { nl: `${which.nl} ${whose.nl}${account}${onTo}`, en: `${which.en} ${whose.en}${account}${onTo}` };
}
