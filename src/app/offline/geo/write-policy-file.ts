import { Document, isScalar, Scalar, visit } from 'yaml';
import type { GeoGroup, GeoRule, GeoScope, GeoWhen } from '../../../core/geo/geo-policy.ts';
import { writeFileTime } from './file-time.ts';
import type { FilePolicy } from './read-policy-file.ts';

/** Words that other readers of YAML take for something else than a text; ours does not, but people use others. */
const ambiguous = /^(y|n|yes|no|on|off|true|false|null|~|[+-]?[\d.][\d_.eE:+-]*)$/i;

/** Policies and groups as a file that `readPolicyFile` reads as the same. */
export function writePolicyFile(policies: readonly FilePolicy[], groups: readonly GeoGroup[]): string {
  const document = new Document(
    {
      ...(groups.length ? { groups: groups.map(({ name, title, subjects }) => ({ name, title, subjects })) } : {}),
      policies: policies.map(policyFields),
    },
    { schema: 'failsafe', aliasDuplicateObjects: false },
  );
  visit(document, {
    Scalar(key, node) {
      if (key !== 'key' && isScalar(node) && (ambiguous.test(String(node.value)) || node.value === ''))
        node.type = Scalar.QUOTE_DOUBLE;
    },
    Seq(_, node) {
      // Subjects and services in a row, rules one below the other.
      if (node.items.every(isScalar)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 120 });
}

type Fields = Readonly<Record<string, unknown>>;

/** Without what is empty. */
function filled(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined));
}

function policyFields({ id, name, scope, state, proposeOn, reviewOn, owner, note, rules }: FilePolicy): Fields {
  return filled({
    id,
    name,
    scope: scopeFields(scope),
    state,
    proposeOn,
    reviewOn,
    owner,
    note,
    rules: rules.map(ruleFields),
  });
}

function scopeFields({ level, tenant, site, asset }: GeoScope): unknown {
  return level === 'provider' ? 'provider' : filled({ customer: tenant, site, asset });
}

function ruleFields({ id, verdict, services, subjects, limit, when, exception, note }: GeoRule): Fields {
  return filled({
    id,
    verdict,
    services: services.length ? services : undefined,
    subjects,
    limit: limit && {
      ...limit,
      count: String(limit.count),
      concurrent: String(limit.concurrent),
      mfa: String(limit.mfa),
    },
    when: when && whenFields(when),
    exception: exception && filled({ ...exception }),
    note,
  });
}

function whenFields({ from, until, hours, timeZone }: GeoWhen): Fields {
  return filled({
    from: from ? writeFileTime(from) : undefined,
    until: until ? writeFileTime(until) : undefined,
    hours,
    timeZone,
  });
}
