import type { Words } from './en.ts';
import { alerts } from './nl/alerts.ts';
import { apiDocs } from './nl/api-docs.ts';
import { audit } from './nl/audit.ts';
import { auditWords } from './nl/audit-words.ts';
import { blocks } from './nl/blocks.ts';
import { calls } from './nl/calls.ts';
import { common } from './nl/common.ts';
import { connect } from './nl/connect.ts';
import { customers } from './nl/customers.ts';
import { entry } from './nl/entry.ts';
import { geo } from './nl/geo.ts';
import { geoHistory } from './nl/geo-history.ts';
import { geoMap } from './nl/geo-map.ts';
import { incidents } from './nl/incidents.ts';
import { keeping } from './nl/keeping.ts';
import { measures } from './nl/measures.ts';
import { onCall } from './nl/on-call.ts';
import { overview } from './nl/overview.ts';
import { people } from './nl/people.ts';
import { plan } from './nl/plan.ts';
import { playbooks } from './nl/playbooks.ts';
import { problems } from './nl/problems.ts';
import { profile } from './nl/profile.ts';
import { rules } from './nl/rules.ts';
import { search } from './nl/search.ts';
import { settings } from './nl/settings.ts';
import { shell } from './nl/shell.ts';
import { sources } from './nl/sources.ts';
import { words } from './nl/words.ts';

/** Dutch words. */
export const nl: Words = {
  alerts,
  apiDocs,
  audit,
  auditWords,
  blocks,
  calls,
  common,
  connect,
  customers,
  entry,
  geo,
  geoHistory,
  geoMap,
  incidents,
  plan,
  playbooks,
  onCall,
  measures,
  keeping,
  overview,
  people,
  problems,
  profile,
  rules,
  search,
  settings,
  shell,
  sources,
  words,
};
