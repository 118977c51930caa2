import { leadsToHelp } from '../../core/phone/leads-to-help.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { plainText } from './measure-words.ts';

/**
 * The SIP URI that calls are diverted to. `to` is a SIP URI; a number in E.164, with `@` and the name of a trunk group behind it
 * when there are several; or the name of a trunk group, for the dialled number by that way. Numbers that may be those for help
 * are refused, however they are written: nothing is sent there but by who dials it.
 */
export function divertTarget(
  to: string,
  trunkGroups: Readonly<Record<string, readonly string[]>>,
): Result<string, Text> {
  const groups = Object.keys(trunkGroups).filter((name) => trunkGroups[name].length > 0);
  const hostOf = (group: string) => trunkGroups[group][0].replace(/^(sips?:)(?:[^@]*@)?/, '$1');
  if (/^sips?:/i.test(to)) {
    if (leadsToHelp(to)) return refused(shortNumber(to));
    const [, scheme, user = '', host, parameters] =
      /^(sips?):(?:([^@]*)@)?([a-z\d._-]{1,253}(?::\d{1,5})?|\[[\da-f:.]{2,45}\](?::\d{1,5})?)((?:;[\w.~*+%-]{1,64}(?:=[\w.~*+%-]{1,128})?){0,8})$/i.exec(
        to,
      ) ?? [];
    if (host === undefined) return refused(noTarget(to));
    // Whatever else may stand in a user part some device takes for another number than we would.
    if (!/^[\w.+*#~!'-]{0,64}$/.test(user)) return refused(notPlain(user));
    // A short code of some PBX may lead anywhere.
    if (/^[\d+*#.~-]+$/.test(user) && user.replace(/\D/g, '').length <= 6) return refused(shortNumber(to));
    return ok(`${scheme.toLowerCase()}:${user && `${user}@`}${host}${parameters}`);
  }
  const [, digits, named] = /^\+([1-9][\d\s().-]{5,24})(?:@(.{1,64}))?$/.exec(to) ?? [];
  if (digits !== undefined) {
    const number = digits.replace(/\D/g, '');
    if (leadsToHelp(`+${number}`)) return refused(shortNumber(`+${digits}`));
    if (number.length < 7 || number.length > 15) return refused(noTarget(to));
    const group = named ?? (groups.length === 1 ? groups[0] : undefined);
    if (group === undefined) return refused(groups.length === 0 ? noTrunks : whichTrunk(groups));
    if (!groups.includes(group)) return refused(noTrunkGroup(group, groups));
    return ok(hostOf(group).replace(/^(sips?:)/, `$1+${number}@`));
  }
  if (leadsToHelp(to) || /^[\d+*#]{1,6}$/.test(to)) return refused(shortNumber(to));
  if (groups.includes(to)) return ok(hostOf(to));
  return refused(/^[\w.-]{1,64}$/.test(to) && groups.length > 0 ? noTrunkGroup(to, groups) : noTarget(to));
}

const noTarget = (to: string): Text => ({
  nl: `“${plainText(to)}” is geen doel voor gesprekken: geef een nummer zoals +31612345678, een SIP-URI of de naam van een trunkgroep.`,
  en: `“${plainText(to)}” is no target for calls: give a number such as +31612345678, a SIP URI or the name of a trunk group.`,
});
const shortNumber = (user: string): Text => ({
  nl: `Naar ${plainText(user)} wordt niets omgeleid: dat is een kort nummer en kan een noodnummer zijn.`,
  en: `Nothing is diverted to ${plainText(user)}: that is a short number and may be an emergency number.`,
});
const notPlain = (user: string): Text => ({
  nl: `“${plainText(user)}” kan niet vóór de @ staan: geef daar een nummer of naam, zonder wachtwoord, parameters of %-tekens.`,
  en: `“${plainText(user)}” cannot stand before the @: give a number or name there, without a password, parameters or % signs.`,
});
const noTrunks: Text = {
  nl: 'Er is geen trunkgroep om het nummer over te bereiken: zet die in belwacht.yaml (redirect.trunk_groups), of geef een SIP-URI.',
  en: 'There is no trunk group to reach the number by: set one in belwacht.yaml (redirect.trunk_groups), or give a SIP URI.',
};
const whichTrunk = (groups: readonly string[]): Text => ({
  nl: `Langs welke trunkgroep? Schrijf die achter het nummer, zoals +31612345678@${groups[0]}.`,
  en: `By which trunk group? Write it behind the number, such as +31612345678@${groups[0]}.`,
});
const noTrunkGroup = (name: string, groups: readonly string[]): Text => ({
  nl: `Er is geen trunkgroep ${plainText(name)}; wel ${groups.join(', ')}.`,
  en: `There is no trunk group ${plainText(name)}; there is ${groups.join(', ')}.`,
});
