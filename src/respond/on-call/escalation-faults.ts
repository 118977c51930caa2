import { readOpeningHours } from '../../core/calls/opening-hours-text.ts';
import { isZone } from '../../core/calls/zone-country.ts';
import type { EscalationPolicyForm, EscalationTarget } from '../../core/on-call/escalation-policy.ts';
import type { OnCallFault } from '../../core/on-call/on-call-fault.ts';
import { type Responder, type WayChannel, wayChannels } from '../../core/on-call/responder.ts';
import { severities } from '../../core/severity.ts';
import { FaultList } from './fault-list.ts';
import { isPressing } from './usual-rules.ts';

const weekMinutes = 10_080;

/** Everything that keeps an escalation policy from being saved; `exists` says whether there is such a person, schedule or role. */
export function escalationPolicyFaults(
  form: EscalationPolicyForm,
  exists: (target: EscalationTarget) => boolean,
): OnCallFault[] {
  const faults = new FaultList();
  faults.name('name', form.name);
  if (form.steps.length === 0) faults.add('steps', 'an escalation needs a step', 'een escalatie heeft een stap nodig');
  faults.atMost('steps', form.steps, 20);
  faults.whole('repeat', form.repeat, 0, 10);
  faults.whole('silentMinutes', form.silentMinutes, 0, 1_440);
  for (const [i, { targets, waitMinutes }] of form.steps.entries()) {
    const path = `steps.${i}`;
    faults.whole(`${path}.waitMinutes`, waitMinutes, 1, 1_440);
    if (targets.length === 0) faults.add(`${path}.targets`, 'say who is asked', 'zeg wie er gevraagd wordt');
    faults.atMost(`${path}.targets`, targets, 20);
    const seen = new Set<string>();
    for (const [at, target] of targets.entries()) {
      const field = `${path}.targets.${at}`;
      const key = `${target.kind} ${target.id}`;
      if (seen.has(key)) faults.add(field, 'this step asks them already', 'deze stap vraagt hen al');
      else if (!exists(target)) unknownTarget(faults, field, target);
      seen.add(key);
    }
  }
  return faults.found;
}

function unknownTarget(faults: FaultList, field: string, { kind }: EscalationTarget): void {
  if (kind === 'person') faults.add(field, 'there is no such person', 'deze persoon bestaat niet');
  else if (kind === 'schedule') faults.add(field, 'there is no such roster', 'dit dienstrooster bestaat niet');
  else faults.add(field, 'there is no such role', 'deze rol bestaat niet');
}

/** What an address of a channel looks like. Whether somebody answers there, only a test message shows. */
const addressForms: Readonly<Record<WayChannel, RegExp>> = {
  mail: /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/,
  push: /^\S{1,2000}$/,
  chat: /^\S{1,2000}$/,
  sms: /^\+[1-9]\d{5,14}$/,
  phone: /^\+[1-9]\d{5,14}$/,
};

/** Everything that keeps the ways, rules, quiet hours and absences of a person from being saved. */
export function responderFaults(form: Responder, isPerson: (id: string) => boolean): OnCallFault[] {
  const faults = new FaultList();
  if (!isZone(form.zone)) faults.add('zone', 'there is no such time zone', 'deze tijdzone bestaat niet');
  wayFaults(faults, form);
  ruleFaults(faults, form);
  quietFaults(faults, form.quiet);
  faults.atMost('absences', form.absences, 500);
  for (const [i, { from, until, standIn }] of form.absences.entries()) {
    faults.span(`absences.${i}.until`, from, until, 800);
    if (standIn === form.id)
      faults.add(`absences.${i}.standIn`, 'nobody stands in for themselves', 'niemand vervangt zichzelf');
    else if (standIn !== '' && !isPerson(standIn))
      faults.add(`absences.${i}.standIn`, 'there is no such person', 'deze persoon bestaat niet');
  }
  return faults.found;
}

function wayFaults(faults: FaultList, { ways }: Responder): void {
  faults.atMost('ways', ways, 10);
  faults.ids('ways', ways);
  const seen = new Set<string>();
  for (const [i, { channel, address, dependsOn }] of ways.entries()) {
    if (!wayChannels.includes(channel))
      faults.add(`ways.${i}.channel`, 'there is no such channel', 'dit kanaal bestaat niet');
    else if (!addressForms[channel].test(address)) {
      if (channel === 'mail') faults.add(`ways.${i}.address`, 'this is no mail address', 'dit is geen e-mailadres');
      else if (channel === 'sms' || channel === 'phone')
        faults.add(
          `ways.${i}.address`,
          'write the number with its country, as +31612345678',
          'schrijf het nummer met het land, als +31612345678',
        );
      else faults.add(`ways.${i}.address`, 'an address is needed', 'een adres is nodig');
    }
    const key = `${channel} ${address}`;
    if (seen.has(key))
      faults.add(`ways.${i}.address`, 'this way is in the list already', 'deze weg staat al in de lijst');
    seen.add(key);
    faults.atMost(`ways.${i}.dependsOn`, dependsOn, 100);
  }
}

function ruleFaults(faults: FaultList, { rules, ways }: Responder): void {
  for (const severity of severities) {
    const own = rules[severity];
    if (!own) continue;
    const path = `rules.${severity}`;
    if (own.length === 0 && isPressing(severity))
      faults.add(path, 'this is too serious to keep out: name a way', 'dit is te ernstig om te weren: noem een weg');
    faults.atMost(path, own, 20);
    for (const [i, { way, afterMinutes }] of own.entries()) {
      faults.whole(`${path}.${i}.afterMinutes`, afterMinutes, 0, 1_440);
      if (!ways.some(({ id }) => id === way))
        faults.add(`${path}.${i}.way`, 'there is no such way', 'deze weg bestaat niet');
      else if (own.findIndex((other) => other.way === way) < i)
        faults.add(`${path}.${i}.way`, 'this way is in the rule already', 'deze weg staat al in de regel');
    }
  }
}

function quietFaults(faults: FaultList, quiet: string): void {
  const read = readOpeningHours(quiet);
  if (!read.ok)
    faults.add(
      'quiet',
      'these hours cannot be read; write 22:00-07:00 or Sa-Su 00:00-24:00',
      'deze uren zijn niet te lezen; schrijf 22:00-07:00 of za-zo 00:00-24:00',
    );
  else if (read.value?.open.some(([from, until]) => until - from >= weekMinutes))
    faults.add('quiet', 'quiet hours have to end', 'stille uren moeten eindigen');
}
