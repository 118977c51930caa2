import {
  type GeoException,
  type GeoGroup,
  type GeoLimit,
  type GeoPolicyForm,
  type GeoRule,
  type GeoScope,
  type GeoServiceName,
  type GeoWhen,
  geoLevels,
  geoServiceNames,
  geoStates,
  geoVerdicts,
} from '../../../core/geo/geo-policy.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import { type FieldFault, FileFields } from './file-fields.ts';
import { readFileTime } from './file-time.ts';
import { type FileFault, type Place, readYaml } from './yaml-source.ts';

/** A policy as a file has it. */
export interface FilePolicy extends GeoPolicyForm {
  /** As written, or made of its place: unique in the file. */
  readonly id: string;
}

export interface PolicyFile {
  readonly policies: readonly FilePolicy[];
  readonly groups: readonly GeoGroup[];
  /** Where a field of this file stands (`policies.0.rules.1.subjects.2`). */
  at(field: string): Place;
  /** The field as the file itself would call it: a file of one policy has no `policies.0`. */
  name(field: string): string;
}

type Fault = (field: string, en: string, nl: string) => void;
const mostPolicies = 1_000;

/**
 * Reads a policy file (docs/geo-policy-file.md): one policy, or `policies` and `groups`. Refuses with every fault of its form;
 * whether what it says makes sense is `checkPolicy`'s. Without a state a policy is enforced.
 */
export function readPolicyFile(text: string): Result<PolicyFile, readonly FileFault[]> {
  const source = readYaml(text);
  if ('sentence' in source) return refused([source]);
  const faults: FieldFault[] = [];
  const fault: Fault = (field, en, nl) => faults.push({ field, sentence: { en, nl } });
  const top = new FileFields(source.value, '', fault);
  const isMany = top.has('policies') || top.has('groups');
  const groups = isMany ? top.list('groups', mostPolicies).map((each, i) => readGroup(each, `groups.${i}`, fault)) : [];
  const policies = isMany
    ? top
        .list('policies', mostPolicies)
        .map((each, i) => readPolicy(new FileFields(each, `policies.${i}`, fault), `policy-${i + 1}`, fault))
    : [readPolicy(new FileFields(source.value, '', fault), 'policy-1', fault)];
  if (isMany) {
    top.end();
    if (policies.length === 0) fault('policies', 'there is no policy in it', 'er staat geen beleid in');
  }
  const name = (field: string) => (isMany ? field : field.replace(/^policies\.0\.?/, ''));
  if (faults.length > 0) return refused(faults.map((each) => ({ ...each, ...source.at(each.field) })));
  return ok({ policies, groups, name, at: (field) => source.at(name(field)) });
}

function readGroup(value: unknown, path: string, fault: Fault): GeoGroup {
  const fields = new FileFields(value, path, fault);
  const name = fields.text('name', 41);
  const group = { name, title: fields.text('title', 120) || name, subjects: fields.texts('subjects', 2_000) };
  if (name === '') fault(fields.path('name'), 'a group needs a name', 'een groep heeft een naam nodig');
  fields.end();
  return group;
}

function readPolicy(fields: FileFields, otherwise: string, fault: Fault): FilePolicy {
  const id = fields.text('id', 128);
  const name = fields.text('name', 120);
  const policy = {
    id: id || name || otherwise,
    name: name || id || otherwise,
    scope: readScope(fields, fault),
    state: fields.word('state', geoStates, 'enforced'),
    proposeOn: readDay(fields, 'proposeOn', fault),
    reviewOn: readDay(fields, 'reviewOn', fault),
    owner: fields.text('owner', 200),
    note: fields.text('note', 2_000),
    rules: fields
      .list('rules', 500)
      .map((each, i) => readRule(new FileFields(each, `${fields.path('rules')}.${i}`, fault), `rule-${i + 1}`, fault)),
  };
  if (!fields.has('rules')) fault(fields.path('rules'), 'a policy needs rules', 'een beleid heeft regels nodig');
  fields.end();
  return policy;
}

/** `provider`, or the customer, and the site or asset of it. */
function readScope(fields: FileFields, fault: Fault): GeoScope {
  const provider: GeoScope = { level: 'provider', tenant: '', site: '', asset: '' };
  const value = fields.raw('scope');
  if (value === undefined || value === 'provider') return provider;
  const path = fields.path('scope');
  if (typeof value === 'string') {
    fault(path, 'write provider, or {customer: …}', 'schrijf provider, of {customer: …}');
    return provider;
  }
  const scope = new FileFields(value, path, fault);
  const tenant = scope.text('customer', 100) || scope.text('tenant', 100);
  const [site, asset] = [scope.text('site', 128), scope.text('asset', 128)];
  const found = asset !== '' ? 'asset' : site !== '' ? 'site' : tenant !== '' ? 'customer' : 'provider';
  const level = scope.word('level', geoLevels, found);
  scope.end();
  if (site !== '' && asset !== '')
    fault(path, 'name a site or an asset, not both', 'noem een vestiging of een apparaat, niet beide');
  if ((site !== '' || asset !== '') && tenant === '') fault(path, 'say of which customer', 'zeg van welke klant');
  return { level, tenant, site, asset };
}

function readRule(fields: FileFields, otherwise: string, fault: Fault): GeoRule {
  const verdict = fields.word('verdict', geoVerdicts, 'watch');
  if (!fields.has('verdict'))
    fault(
      fields.path('verdict'),
      `a rule needs a verdict: ${geoVerdicts.join(', ')}`,
      `een regel heeft een oordeel nodig: ${geoVerdicts.join(', ')}`,
    );
  const services = fields.texts('services', geoServiceNames.length).map((name) => name.toLowerCase());
  for (const [i, name] of services.entries())
    if (!geoServiceNames.includes(name as GeoServiceName))
      fault(
        `${fields.path('services')}.${i}`,
        `this has to be one of ${geoServiceNames.join(', ')}`,
        `kies uit ${geoServiceNames.join(', ')}`,
      );
  const rule = {
    id: fields.text('id', 64) || otherwise,
    verdict,
    services: services as GeoServiceName[],
    subjects: fields.texts('subjects', 2_000),
    limit: readLimit(fields.fields('limit'), fault),
    when: readWhen(fields.fields('when'), fault),
    exception: readException(fields.fields('exception'), fault),
    note: fields.text('note', 500),
  };
  fields.end();
  return rule;
}

function readLimit(fields: FileFields | undefined, fault: Fault): GeoLimit | undefined {
  if (!fields) return undefined;
  if (!fields.has('count'))
    fault(fields.path('count'), 'a limit needs a count', 'een begrenzing heeft een aantal nodig');
  const limit = {
    per: fields.word('per', ['registrations', 'calls', 'packets'] as const, 'packets'),
    count: fields.whole('count', 1, 100_000, 1),
    concurrent: fields.whole('concurrent', 0, 10_000, 0),
    mfa: fields.flag('mfa'),
  };
  fields.end();
  return limit;
}

function readWhen(fields: FileFields | undefined, fault: Fault): GeoWhen | undefined {
  if (!fields) return undefined;
  const timeZone = fields.text('timeZone', 64);
  const timeOf = (key: 'from' | 'until') => {
    const text = fields.text(key, 64);
    if (text === '') return 0;
    const time = readFileTime(text, timeZone, key === 'until');
    if (time === undefined)
      fault(
        fields.path(key),
        'this has to be a time such as 2026-07-01 or 2026-07-01T08:00Z',
        'hier hoort een tijd zoals 2026-07-01 of 2026-07-01T08:00Z',
      );
    return time ?? 0;
  };
  const when = { from: timeOf('from'), until: timeOf('until'), hours: fields.text('hours', 500), timeZone };
  fields.end();
  return when;
}

function readException(fields: FileFields | undefined, fault: Fault): GeoException | undefined {
  if (!fields) return undefined;
  const exception = {
    owner: fields.text('owner', 200),
    reason: fields.text('reason', 500),
    reviewOn: readDay(fields, 'reviewOn', fault),
  };
  if (exception.reason === '')
    fault(fields.path('reason'), 'an exception needs a reason', 'een uitzondering heeft een reden nodig');
  fields.end();
  return exception;
}

function readDay(fields: FileFields, key: string, fault: Fault): string {
  const text = fields.text(key, 64);
  if (text === '' || (text.length === 10 && readFileTime(text, 'UTC', false) !== undefined)) return text;
  fault(fields.path(key), 'this has to be a day such as 2026-12-31', 'hier hoort een dag zoals 2026-12-31');
  return '';
}
