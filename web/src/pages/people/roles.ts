import type { Role } from '../../api/types.ts';
import { isCustomerRole } from '../../api/use-session.ts';

/** Roles in the order of what they may do. */
export const roles: readonly Role[] = [
  'owner',
  'engineer',
  'coordinator',
  'auditor',
  'customer-manager',
  'customer-viewer',
];
export const customerRoles = roles.filter(isCustomerRole);
export const providerRoles = roles.filter((role) => !isCustomerRole(role));
