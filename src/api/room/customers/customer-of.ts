import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CustomerSummary } from '../../../core/customer/customer.ts';
import type { Refusal } from '../../ports/customers.ts';
import { Problem } from '../../problem.ts';
import { customerId } from '../../schema/customers.ts';

export const customerParams = z.object({ tenant: customerId });

/**
 * The customer of a route, as far as the caller may see it.
 *
 * @throws Problem 404
 */
export async function customerOf(request: FastifyRequest, id: string): Promise<CustomerSummary> {
  const customer = await request.store.customers.get(id);
  if (!customer || customer.kind === 'unassigned') throw new Problem(404, 'There is no such customer.', 'tenant');
  return customer;
}

/**
 * The same where it is a customer indeed and nobody is erasing it.
 *
 * @throws Problem 404, 409
 */
export async function livingCustomer(request: FastifyRequest, id: string): Promise<CustomerSummary> {
  const customer = await customerOf(request, id);
  if (customer.kind !== 'customer') throw new Problem(409, 'This is the provider itself and no customer.', 'tenant');
  if (customer.state === 'erasing') throw new Problem(409, 'This customer is being erased.', 'tenant');
  return customer;
}

/** What the database refused, as a problem that names the field. */
export function refusal({ field, sentence, kind }: Refusal): Problem {
  return new Problem(kind === 'taken' ? 409 : 400, sentence, field);
}

export function isRefusal(result: object | string): result is Refusal {
  return typeof result === 'object' && 'refused' in result;
}
