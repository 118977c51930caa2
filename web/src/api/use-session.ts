import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';
import type { Permission, Role, Session } from './types.ts';

/** Who is signed in and what that person may do; undefined until it is known. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether the person may do something. What one may not do is not offered; the server refuses it all the same. */
export function useMay(): (permission: Permission) => boolean {
  const session = useSession();
  return (permission) => may(session, permission);
}

/** The same outside a component. */
export function may(session: Session | undefined, permission: Permission): boolean {
  if (session && !session.permissions) return true; // until the server tells
  return session?.permissions?.includes(permission) ?? false;
}

/** The roles of a customer's own people, who see the portal of that customer. */
export function isCustomerRole(role: Role): boolean {
  return role === 'customer-manager' || role === 'customer-viewer';
}

/** The customer whose portal this is; undefined for the provider's people. */
export function useOwnCustomer(): { id: string; name: string } | undefined {
  const user = useSession()?.user;
  return user?.role && isCustomerRole(user.role) ? { id: user.tenant, name: user.tenantName } : undefined;
}
