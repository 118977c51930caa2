import type { FastifyRequest } from 'fastify';
import type { CustomerSummary } from '../../../core/customer/customer.ts';
import type { PartName } from '../../../core/customer/parts.ts';
import { actorOf } from '../../access/actor.ts';
import { presentAlert } from '../../present/alert.ts';
import { presentCustomerSummary, presentPart, withoutNotes } from '../../present/customer.ts';
import { presentDecision } from '../../present/decision.ts';
import { presentSource } from '../../present/source.ts';
import type { CustomerPage } from '../../schema/customers.ts';
import { presentToken } from '../tokens.ts';

const most = 200;
const few = 10;

/** Everything about one customer; people and tokens for who may read them. */
export async function customerPageOf(
  request: FastifyRequest,
  customer: CustomerSummary,
  now: number,
): Promise<CustomerPage> {
  const { id } = customer;
  const { store } = request;
  const may = actorOf(request).permissions;
  const part = async <N extends PartName>(name: N) => {
    const { items, total } = await store.customers.listPart(id, name, { limit: most });
    return { items: items.map((row) => presentPart<N>(row)), total };
  };
  const [sites, networks, numbers, assets] = await Promise.all([
    part('sites'),
    part('networks'),
    part('numbers'),
    part('assets'),
  ]);
  const [accounts, openingHours, closedDays] = await Promise.all([
    part('accounts'),
    part('opening-hours'),
    part('closed-days'),
  ]);
  const [sources, alerts, blocks, people, tokens] = await Promise.all([
    may.has('sources:read') ? store.sources.list(id) : [],
    may.has('alerts:read') ? store.alerts.worst(id, few) : [],
    may.has('decisions:read') ? store.decisions.newest(id, few) : [],
    may.has('people:read') ? store.customers.people(id) : [],
    may.has('tokens:read') ? store.tokens.list() : [],
  ]);
  const shown = presentCustomerSummary(customer);
  return {
    customer: actorOf(request).tenant === undefined ? shown : withoutNotes(shown),
    ...{ sites, networks, numbers, assets, accounts, openingHours, closedDays },
    people: [...people],
    sources: sources.map(presentSource),
    alerts: alerts.map(presentAlert),
    blocks: blocks.map(presentDecision),
    tokens: tokens
      .filter(({ tenant, kind }) => tenant === id && kind !== 'local')
      .map((made) => presentToken(made, now)),
  };
}
