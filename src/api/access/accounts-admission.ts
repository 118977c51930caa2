import { APIError } from 'better-auth/api';
import { isCustomerRole, type Role, roles } from '../../core/access.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { OidcProvider } from '../ports/people.ts';
import type { EngineDeps } from './accounts-deps.ts';
import { claimed } from './accounts-oidc.ts';
import { acting, freshMs, type Shown } from './acting.ts';

/** How a second factor is shown by getting to these paths of the library. */
const shownBy: Readonly<Record<string, Shown>> = {
  '/two-factor/verify-totp': 'totp',
  '/two-factor/verify-backup-code': 'recovery-code',
  '/passkey/verify-authentication': 'passkey',
};

interface OauthSource {
  readonly action: string;
  readonly method: string;
  readonly oauth?: { readonly providerId: string; readonly profile?: Record<string, unknown> };
}

/** Who is let in: what better-auth asks before it makes a person or a session. */
export function admission(deps: EngineDeps) {
  const { people, sessions, invitations } = deps.system;

  return {
    /** Nobody becomes a person but by invitation or by a role that single sign-on gives. */
    async beforeUser(user: Record<string, unknown>) {
      const grant = acting()?.grant;
      if (!grant) throw refusal('not_invited', 'Ask for an invitation first.');
      return { data: { ...user, emailVerified: true, role: grant.role, tenant: grant.tenant } };
    },

    async afterUser() {
      const invitation = acting()?.grant?.invitation;
      if (invitation) await invitations.remove(invitation);
    },

    /** Every way in passes here. */
    async beforeSession(session: Record<string, unknown>, context: { readonly path?: string } | null) {
      const standing = await sessions.standing(String(session.userId));
      if (standing?.state !== 'active') throw refusal('account_suspended', 'This account is suspended.');
      if (standing.tenantState !== 'active') throw refusal('customer_suspended', 'This customer is suspended.');
      const { shown = '', freshUntil } = acting() ?? {};
      const now = shownBy[context?.path ?? ''] ?? shown;
      const hasFactor = standing.totp || standing.passkeys > 0;
      // Whoever has a second factor is fresh by showing it, and by nothing less.
      const mayBeFresh = now !== '' || shown !== '' || !hasFactor;
      const until = mayBeFresh ? (freshUntil === undefined ? new Date(deps.clock() + freshMs) : freshUntil) : null;
      return { data: { ...session, mfa: now, freshUntil: until } };
    },

    /** What single sign-on says about somebody: whether they may come in, and as what. */
    validate(providers: readonly OidcProvider[]) {
      return async ({ user, source }: { user: object; source: OauthSource }) => {
        const { id, email, emailVerified } = user as { id?: string; email?: string; emailVerified?: boolean };
        const provider = providers.find((one) => one.id === source.oauth?.providerId);
        const now = acting();
        if (source.method !== 'oauth' || !provider || !now) return undefined;
        const profile = source.oauth?.profile ?? {};
        now.userName = email;
        // From the own profile, by somebody who is signed in.
        if (source.action === 'link-account') return undefined;
        now.shown = hasShownMore(provider, profile) ? 'provider' : '';
        now.freshUntil = freshSince(profile.auth_time);
        const place = placeOf(provider, profile);
        if (provider.roleClaim && !place) return said('role_unknown');
        if (place && place.tenant !== providerTenant) {
          const known = (await deps.system.tenants.list()).some((tenant) => tenant.id === place.tenant);
          if (!known) return said('customer_unknown');
        }
        if (source.action === 'sign-in' && id) {
          const person = await people.get(id);
          if (!person || !place || (person.role === place.role && person.tenant === place.tenant)) return undefined;
          if (person.tenant !== place.tenant) return said('customer_unknown');
          const outcome = await people.change(id, { role: place.role }, undefined);
          if (outcome === 'last-owner')
            deps.log('Single sign-on would take the role of the last owner away; it was kept.');
          return undefined;
        }
        if (!emailVerified || !email) return said('email_not_verified');
        const invited = await invitations.byEmail(email.toLowerCase());
        if (!place && !invited) return said('not_invited');
        const { role, tenant } = place ?? invited!;
        if (invited && isCustomerRole(role) !== isCustomerRole(invited.role)) return said('role_unknown');
        now.grant = { role, tenant, invitation: invited?.id };
        return undefined;
      };
    },
  };
}

/** Role and tenant by the claims of a provider; undefined when it maps none, or nothing fits. */
function placeOf(
  { roleClaim, roles: map, tenantClaim }: OidcProvider,
  profile: Record<string, unknown>,
): { readonly role: Role; readonly tenant: string } | undefined {
  if (!roleClaim) return undefined;
  const values = new Set(claimed(profile, roleClaim));
  const role = map.find(([value]) => values.has(value))?.[1];
  if (!role || !roles.includes(role)) return undefined;
  if (!isCustomerRole(role)) return { role, tenant: providerTenant };
  const [tenant] = tenantClaim ? claimed(profile, tenantClaim) : [];
  return tenant && tenant !== providerTenant ? { role, tenant } : undefined;
}

/** RFC 8176: what the provider checked besides a password. */
function hasShownMore({ trustMfa }: OidcProvider, profile: Record<string, unknown>): boolean {
  if (trustMfa) return true;
  const strong = new Set(['mfa', 'otp', 'hwk', 'swk', 'fpt', 'face', 'iris', 'sc']);
  return claimed(profile, 'amr').some((method) => strong.has(method));
}

/** Fresh from when the provider says that it checked; a session there that goes on for days proves nothing new. */
function freshSince(authTime: unknown): Date | null {
  return typeof authTime === 'number' ? new Date(authTime * 1000 + freshMs) : null;
}

function said(error: string) {
  return { error };
}

/** A refusal the library hands on with its code. */
function refusal(code: string, message: string): APIError {
  return new APIError('FORBIDDEN', { code, message });
}
