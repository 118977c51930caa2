import type { GenericOAuthConfig } from 'better-auth/plugins';
import { decodeJwt } from 'jose';
import type { OidcProvider } from '../ports/people.ts';

const timeLimitMs = 10_000;

/** A provider as better-auth's generic OAuth takes it: code flow with PKCE, state, nonce and a checked ID token. */
export function oidcConfig(provider: OidcProvider): GenericOAuthConfig {
  const { id, name, clientId, clientSecret, scopes, emailClaim, trustEmail } = provider;
  return {
    providerId: id,
    name,
    discoveryUrl: discoveryUrl(provider),
    requireIdTokenVerification: true,
    clientId,
    ...(clientSecret
      ? { clientSecret, tokenEndpointAuth: { method: 'client_secret_basic' } }
      : { tokenEndpointAuth: { method: 'none' } }),
    scopes: [...scopes],
    pkce: true,
    // The library has verified the ID token before it asks this.
    async getUserInfo({ idToken, accessToken }) {
      if (!idToken) return null;
      const token = decodeJwt(idToken);
      const more = accessToken ? await userInfo(provider, accessToken) : {};
      // OpenID Connect Core 5.3.2: what is said about somebody else is not used.
      const profile = { ...(more.sub === token.sub ? more : {}), ...token };
      // What it says of the address is read below.
      return typeof profile.sub === 'string' ? { ...profile, sub: profile.sub, emailVerified: false } : null;
    },
    mapProfileToUser(profile) {
      const [email] = claimed(profile, emailClaim);
      const { email_verified, name: called } = profile as { email_verified?: unknown; name?: unknown };
      return {
        email: email?.toLowerCase(),
        // It speaks of the claim `email` only (OpenID Connect Core 5.1); others people may often choose themselves.
        emailVerified: trustEmail || (emailClaim === 'email' && (email_verified === true || email_verified === 'true')),
        name: typeof called === 'string' && called.trim() ? called.trim().slice(0, 100) : (email ?? '').split('@')[0],
      };
    },
  };
}

/** Values of a claim: one text or several; dots reach into objects (`realm_access.roles`), as Keycloak has them. */
export function claimed(profile: Record<string, unknown>, path: string): string[] {
  const own = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined;
  const value = own(profile, path) ?? path.split('.').reduce<unknown>(own, profile);
  const values = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === 'string').map((one) => one.slice(0, 500));
}

function discoveryUrl({ issuer }: OidcProvider): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

async function userInfo(provider: OidcProvider, accessToken: string): Promise<Record<string, unknown>> {
  const signal = AbortSignal.timeout(timeLimitMs);
  const discovered = await fetch(discoveryUrl(provider), { signal });
  const { userinfo_endpoint: endpoint } = (await discovered.json()) as { userinfo_endpoint?: string };
  if (!endpoint) return {};
  const answer = await fetch(endpoint, { signal, headers: { authorization: `Bearer ${accessToken}` } });
  // A signed answer (application/jwt) is not read: its claims are in the ID token, or the provider is set to give them there.
  if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) return {};
  return (await answer.json()) as Record<string, unknown>;
}
