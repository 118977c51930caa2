import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoCatalogue, GeoPolicyFormWire, GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { geoCatalogueQuery, geoPoliciesQuery, geoPolicyQuery } from '../../../api/geo-queries.ts';
import { RequestError } from '../../../api/problem.ts';
import { useSession } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Answer } from '../../../parts/loading.tsx';
import { useTenant } from '../../../shell/use-tenant.ts';
import { type Beginning, formOf, freeId, fromTemplate, newPolicy } from './draft-policy.ts';
import { type Picked, pickedRule } from './picked-rule.ts';
import { PolicyWorkbench } from './policy-workbench.tsx';
import { MissingPolicy } from './removed-policy.tsx';
import './policies.css';
import './results.css';

/** One policy: editor with preview beside it, explanation and history. */
export function PolicyPage() {
  const { id } = useParams({ from: '/shell/geo/policies/$id' });
  return id === 'new' ? <NewPolicy /> : <KnownPolicy key={id} id={id} />;
}

function KnownPolicy({ id }: { id: string }) {
  const picked = useSearch({ from: '/shell/geo/policies/$id' });
  const policy = useQuery({
    ...geoPolicyQuery(id),
    // Who looks at one customer hears no live news of policies.
    refetchInterval: 30_000,
    retry: (count, error) => count < 2 && !(error instanceof RequestError && error.status === 404),
  });
  if (policy.error instanceof RequestError && policy.error.status === 404) return <MissingPolicy id={id} />;
  return (
    <Answer of={policy} rows={8}>
      {(stored: GeoPolicyWire) => <PolicyWorkbench stored={stored} beginning={withPicked(formOf(stored), picked)} />}
    </Answer>
  );
}

/** Starts from a template, from a copy (`copy:<id>`), from countries picked on the map, or from nothing. */
function NewPolicy() {
  const { template = '', ...picked } = useSearch({ from: '/shell/geo/policies/$id' });
  const catalogue = useQuery(geoCatalogueQuery);
  const policies = useQuery({ ...geoPoliciesQuery, enabled: template.startsWith('copy:') });
  if (template.startsWith('copy:')) {
    return (
      <Answer of={policies} rows={8}>
        {(all) => <Begin copied={all.find(({ id }) => id === template.slice(5))} />}
      </Answer>
    );
  }
  return (
    <Answer of={catalogue} rows={8}>
      {(all) => <Begin key={`${template} ${picked.countries}`} picked={picked} template={templateOf(all, template)} />}
    </Answer>
  );
}

const templateOf = (catalogue: GeoCatalogue, id: string) => catalogue.templates.find((one) => one.id === id);

function Begin({
  copied,
  template,
  picked = {},
}: {
  copied?: GeoPolicyFormWire;
  template?: GeoCatalogue['templates'][number];
  picked?: Picked;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenant = useTenant();
  const owner = useSession()?.user?.name ?? '';
  const [beginning] = useState((): GeoPolicyFormWire => {
    const rule = pickedRule('rule-1', picked);
    const codes = rule?.subjects ?? [];
    const start: Beginning = { name: '', tenant, countries: codes, owner, now: Date.now() };
    if (copied) return { ...strip(copied), name: t('geo.duplicateName', { name: copied.name }), state: 'watch' };
    if (template) return { ...fromTemplate(template.policy, start), name: format.text(template.title) };
    const name = codes.length > 0 ? format.list(codes.slice(0, 4).map((code) => format.country(code))) : '';
    const blank = newPolicy({ ...start, name: codes.length > 4 ? `${name} …` : name });
    return rule ? { ...blank, rules: [rule] } : blank;
  });
  return <PolicyWorkbench stored={undefined} beginning={beginning} />;
}

/** What is stored, and behind its rules the one about countries picked on the map. */
function withPicked(form: GeoPolicyFormWire, picked: Picked): GeoPolicyFormWire {
  const rule = pickedRule(freeId(form.rules), picked);
  return rule ? { ...form, rules: [...form.rules, rule] } : form;
}

function strip(policy: GeoPolicyFormWire): GeoPolicyFormWire {
  return formOf(policy as GeoPolicyWire);
}
