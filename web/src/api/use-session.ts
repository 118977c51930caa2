import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';
import type { Permission, Role, Session } from './types.ts';

let lastSignedIn: Session | undefined;

/**
 * Who is signed in and what that person may do; undefined until it is known. After a session ended it is still the one that
 * was: the page stays as it is, with what was typed in it, under the question to sign in again.
 */
export function useSession(): Session | undefined {
  const session = useQuery(sessionQuery).data;
  if (session?.user) lastSignedIn = session;
  return session && !session.user ? (lastSignedIn ?? session) : session;
}

/** Whether the person may do something. What one may not do is not offered; the server refuses it all the same. */
export function useMay(): (permission: Permission) => boolean {
  const session = useSession();
  return (permission) => may(session, permission);
}

/** The same outside a component. */
export function may(session: Session | undefined, permission: Permission): boolean {
  return session?.permissions.includes(permission) ?? false;
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
