import { alerts } from './en/alerts.ts';
import { apiDocs } from './en/api-docs.ts';
import { audit } from './en/audit.ts';
import { auditWords } from './en/audit-words.ts';
import { blocks } from './en/blocks.ts';
import { calls } from './en/calls.ts';
import { common } from './en/common.ts';
import { connect } from './en/connect.ts';
import { customers } from './en/customers.ts';
import { entry } from './en/entry.ts';
import { geo } from './en/geo.ts';
import { geoHistory } from './en/geo-history.ts';
import { geoMap } from './en/geo-map.ts';
import { incidents } from './en/incidents.ts';
import { keeping } from './en/keeping.ts';
import { measures } from './en/measures.ts';
import { onCall } from './en/on-call.ts';
import { overview } from './en/overview.ts';
import { people } from './en/people.ts';
import { plan } from './en/plan.ts';
import { playbooks } from './en/playbooks.ts';
import { problems } from './en/problems.ts';
import { profile } from './en/profile.ts';
import { rules } from './en/rules.ts';
import { search } from './en/search.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { sources } from './en/sources.ts';
import { words } from './en/words.ts';

/** English words. Their keys are the key set of the screen. */
export const en = {
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

/** What every language has to offer: the same areas, the same keys. */
export type Words = typeof en;
