import { readOpeningHours } from '../../core/calls/opening-hours-text.ts';
import { isZone } from '../../core/calls/zone-country.ts';
import type { OnCallFault } from '../../core/on-call/on-call-fault.ts';
import type { Layer, Rotation, ScheduleForm } from '../../core/on-call/schedule.ts';
import { FaultList } from './fault-list.ts';
import { readDate, readTimeOfDay } from './local-date.ts';

const mostLayers = 20;
const mostRotations = 200;
const mostMembers = 100;
const mostHolidays = 500;
const mostOverrides = 2_000;

/** Everything that keeps a schedule from being saved; `isPerson` says whether there is somebody of that id. */
export function scheduleFaults(form: ScheduleForm, isPerson: (id: string) => boolean): OnCallFault[] {
  const faults = new FaultList();
  faults.name('name', form.name);
  if (!isZone(form.zone)) faults.add('zone', 'there is no such time zone', 'deze tijdzone bestaat niet');
  if (form.layers.length === 0) faults.add('layers', 'a roster needs a layer', 'een rooster heeft een laag nodig');
  faults.atMost('layers', form.layers, mostLayers);
  faults.ids('layers', form.layers);
  for (const [i, layer] of form.layers.entries()) layerFaults(faults, `layers.${i}`, layer, isPerson);
  holidayFaults(faults, form);
  faults.atMost('overrides', form.overrides, mostOverrides);
  faults.ids('overrides', form.overrides);
  for (const [i, override] of form.overrides.entries()) {
    if (!isPerson(override.person)) unknownPerson(faults, `overrides.${i}.person`);
    faults.span(`overrides.${i}.until`, override.from, override.until, 366);
    if (override.note.length > 500)
      faults.add(`overrides.${i}.note`, 'at most 500 characters', 'ten hoogste 500 tekens');
  }
  return faults.found;
}

function layerFaults(faults: FaultList, path: string, layer: Layer, isPerson: (id: string) => boolean): void {
  faults.name(`${path}.name`, layer.name);
  const hours = readOpeningHours(layer.hours);
  if (!hours.ok)
    faults.add(
      `${path}.hours`,
      'these hours cannot be read; write Mo-Fr 08:00-18:00, or nothing for always',
      'deze uren zijn niet te lezen; schrijf ma-vr 08:00-18:00, of niets voor altijd',
    );
  else if (hours.value?.open.length === 0)
    faults.add(`${path}.hours`, 'with these hours nobody is ever on call', 'met deze uren heeft nooit iemand dienst');
  if (layer.rotations.length === 0)
    faults.add(`${path}.rotations`, 'a layer needs a rotation', 'een laag heeft een rotatie nodig');
  faults.atMost(`${path}.rotations`, layer.rotations, mostRotations);
  for (const [i, rotation] of layer.rotations.entries()) {
    const before = layer.rotations[i - 1];
    rotationFaults(faults, `${path}.rotations.${i}`, rotation, isPerson);
    if (before && rotation.from <= before.from)
      faults.add(
        `${path}.rotations.${i}.from`,
        'it has to begin after the rotation before it',
        'hij moet na de vorige rotatie beginnen',
      );
    if (!before && rotation.members.length === 0)
      faults.add(`${path}.rotations.${i}.members`, 'name at least one person', 'noem ten minste één persoon');
  }
}

function rotationFaults(
  faults: FaultList,
  path: string,
  { from, anchor, every, unit, weekday, time, members }: Rotation,
  isPerson: (id: string) => boolean,
): void {
  if (readDate(from) === undefined) noDate(faults, `${path}.from`);
  if (anchor !== '' && readDate(anchor) === undefined) noDate(faults, `${path}.anchor`);
  faults.whole(`${path}.every`, every, 1, unit === 'weeks' ? 52 : 365);
  if (unit === 'weeks') faults.whole(`${path}.weekday`, weekday, 1, 7);
  if (readTimeOfDay(time) === undefined)
    faults.add(`${path}.time`, 'write a time as 08:30', 'schrijf een tijd als 08:30');
  faults.atMost(`${path}.members`, members, mostMembers);
  for (const [i, member] of members.entries()) if (!isPerson(member)) unknownPerson(faults, `${path}.members.${i}`);
}

function holidayFaults(faults: FaultList, { holidays, layers }: ScheduleForm): void {
  faults.atMost('holidays', holidays, mostHolidays);
  const seen = new Set<string>();
  for (const [i, { date, name, layer }] of holidays.entries()) {
    if (readDate(date) === undefined) noDate(faults, `holidays.${i}.date`);
    if (!layers.some(({ id }) => id === layer))
      faults.add(`holidays.${i}.layer`, 'this roster has no such layer', 'dit rooster heeft deze laag niet');
    const key = `${date} ${layer}`;
    if (seen.has(key))
      faults.add(`holidays.${i}.date`, 'this date is in the list already', 'deze datum staat al in de lijst');
    seen.add(key);
    if (name.length > 200) faults.add(`holidays.${i}.name`, 'at most 200 characters', 'ten hoogste 200 tekens');
  }
}

function noDate(faults: FaultList, field: string): void {
  faults.add(field, 'write a date from 2000 on as 2026-12-31', 'schrijf een datum vanaf 2000 als 2026-12-31');
}

function unknownPerson(faults: FaultList, field: string): void {
  faults.add(field, 'there is no such person', 'deze persoon bestaat niet');
}
