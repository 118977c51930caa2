import { passkey } from '@better-auth/passkey';
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { genericOAuth, twoFactor } from 'better-auth/plugins';
import type { OidcProvider } from '../ports/people.ts';
import { admission } from './accounts-admission.ts';
import type { EngineDeps } from './accounts-deps.ts';
import { invitations } from './accounts-invitations.ts';
import { oidcConfig } from './accounts-oidc.ts';
import { acting } from './acting.ts';
import { secretHash } from './secret.ts';

/** OWASP's smallest setting for argon2id: 19 MiB, two passes. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** How long a link for a new password works, ms. */
const resetMs = 3_600_000;
/** Header by which we tell the library the address; the client cannot. */
export const addressHeader = 'x-belwacht-address';

export function hashPassword(password: string): Promise<string> {
  return hash(password, argon2id);
}

/** Prefix of all cookies about signing in. */
export function cookiePrefix(publicUrl: string): string {
  // With __Host- a browser takes the cookie only from us over TLS: neither a subdomain nor plain HTTP can set or replace it.
  // The library knows only the weaker __Secure-, so the name and the attribute are given here.
  return publicUrl.startsWith('https:') ? '__Host-belwacht' : 'belwacht';
}

export type Engine = ReturnType<typeof engine>;

/**
 * better-auth on our tables: passwords, TOTP, recovery codes, passkeys, sessions, and single sign-on when providers are given.
 * Its HTTP handler is not used: our routes call its functions, so that each is limited, described and recorded like any other.
 */
export function engine(deps: EngineDeps, providers: readonly OidcProvider[] = []) {
  const { publicUrl } = deps.http;
  const baseURL = publicUrl || (providers.length > 0 ? deps.signIn.url() : 'http://localhost');
  const { beforeUser, afterUser, beforeSession, validate } = admission(deps);
  return betterAuth({
    appName: 'Belwacht',
    database: { db: deps.authDatabase, type: 'postgres', transaction: true },
    secret: deps.authSecrets[0].value,
    secrets: deps.authSecrets.map(({ version, value }) => ({ version, value })),
    baseURL,
    basePath: '/api/auth',
    trustedOrigins: [...deps.http.allowedOrigins],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      // What a password must be is settled in password-rules.ts, with a reason people understand.
      minPasswordLength: 1,
      maxPasswordLength: 200,
      resetPasswordTokenExpiresIn: resetMs / 1000,
      sendResetPassword: async ({ user, token }) => {
        const person = await deps.system.people.get(user.id);
        await deps.letters.post({
          id: secretHash(`letter ${token}`).slice(0, 32),
          kind: 'password-reset',
          address: user.email,
          language: person?.language ?? 'nl',
          from: '',
          organisation: person?.tenantName ?? '',
          link: `${deps.signIn.url()}/reset-password?token=${token}`,
          until: deps.clock() + resetMs,
        });
      },
      revokeSessionsOnPasswordReset: true,
      password: {
        hash: hashPassword,
        verify: async ({ hash: known, password }) => acting()?.isProven === true || verify(known, password),
      },
    },
    user: {
      modelName: 'auth_user',
      additionalFields: {
        role: { type: 'string', required: false, input: false },
        tenant: { type: 'string', required: false, input: false },
        language: { type: 'string', required: false, input: false },
        timeZone: { type: 'string', required: false, input: false },
      },
      ...(providers.length > 0 && { validateUserInfo: validate(providers) }),
    },
    session: {
      modelName: 'auth_session',
      expiresIn: 7 * 86_400,
      updateAge: 3600,
      freshAge: 0,
      additionalFields: {
        mfa: { type: 'string', required: false, input: false },
        freshUntil: { type: 'date', required: false, input: false },
      },
    },
    account: {
      modelName: 'auth_account',
      encryptOAuthTokens: true,
      // Somebody who is here already links single sign-on from the own profile; an address alone proves too little.
      accountLinking: { enabled: true, disableImplicitLinking: true, updateUserInfoOnLink: false },
    },
    // What is kept of a link or challenge does not open anything for who reads the database.
    verification: { modelName: 'auth_verification', storeIdentifier: 'hashed' },
    databaseHooks: {
      user: { create: { before: beforeUser, after: afterUser } },
      session: { create: { before: beforeSession } },
    },
    plugins: [
      twoFactor({
        issuer: 'Belwacht',
        allowPasswordless: true,
        twoFactorCookieMaxAge: 600,
        // Its lock would let strangers lock out somebody; ours (sign-in-brakes.ts) does not.
        accountLockout: { enabled: false },
        backupCodeOptions: { amount: 10, length: 10, storeBackupCodes: 'encrypted' },
        schema: { twoFactor: { modelName: 'auth_two_factor' } },
      }),
      passkey({
        rpID: publicUrl ? new URL(publicUrl).hostname : 'localhost',
        rpName: 'Belwacht',
        // The origin is compared with our own names before (gate.ts).
        origin: null,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        schema: { passkey: { modelName: 'auth_passkey' } },
        registration: {
          afterVerification: async ({ verification }) => {
            if (!verification.registrationInfo?.userVerified) throw unverified();
          },
        },
        authentication: {
          afterVerification: async ({ verification }) => {
            if (!verification.authenticationInfo.userVerified) throw unverified();
          },
        },
      }),
      invitations,
      ...(providers.length > 0 ? [genericOAuth({ config: providers.map(oidcConfig) })] : []),
    ],
    // The server limits rates itself, for all routes in one way.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    experimental: { instrumentation: { enabled: false } },
    // What goes wrong at a sign-in is on record (sign-in-record.ts); texts of the library may repeat what a stranger typed.
    logger: { level: 'error', log: (_level, message) => deps.log(`Sign-in: ${String(message).slice(0, 300)}`) },
    onAPIError: { errorURL: '/sign-in' },
    advanced: {
      cookiePrefix: cookiePrefix(publicUrl),
      useSecureCookies: false,
      defaultCookieAttributes: {
        sameSite: 'strict',
        httpOnly: true,
        path: '/',
        secure: publicUrl.startsWith('https:'),
      },
      // The way back from a provider comes from another site.
      cookies: { state: { attributes: { sameSite: 'lax' } } },
      ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 128 },
    },
  });
}

/** A passkey that only proves possession is one factor; two are wanted: a finger, a face or a PIN as well. */
function unverified(): APIError {
  return new APIError('UNAUTHORIZED', {
    code: 'USER_NOT_VERIFIED',
    message: 'The passkey did not check who holds it.',
  });
}
