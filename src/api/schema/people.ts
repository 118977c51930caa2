import { z } from 'zod';
import { roles } from '../../core/access.ts';
import { instant } from './common.ts';

/** Roles of the provider's own people, then those of a customer's people. */
export const role = z.enum(roles);
export const language = z.enum(['nl', 'en']);

const name = z.string().trim().min(1).max(100);
const email = z.email().max(200);
/** As typed; whether it is good enough is told with a problem of type `/problems/password-…`. */
const password = z.string().min(1).max(200);
const secret = z.string().min(1).max(200);

/** What a person can prove themselves with besides a password. */
export const factors = z.object({
  totp: z.boolean(),
  passkeys: z.number().int(),
  recoveryCodesLeft: z.number().int(),
  password: z.boolean(),
});

/**
 * How far a session is: `done`: may do what the role may. `verify`: a second factor is there and has to be shown first (POST
 * /api/v1/session/step-up). `enrol`: the role demands a second factor and there is none yet; only the profile works.
 */
export const mfaState = z.enum(['done', 'verify', 'enrol']);

export const signInProvider = z.object({ id: z.string(), name: z.string() });

/** Who is signed in, and what the sign-in page needs to know. */
export const session = z.object({
  user: z
    .object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      role,
      /** `provider`, or the customer this person belongs to. */
      tenant: z.string(),
      tenantName: z.string(),
      language: language.nullable(),
      timeZone: z.string().nullable(),
      factors,
      /** Whether the role demands a second factor. */
      mfaRequired: z.boolean(),
    })
    .nullable(),
  mfa: mfaState,
  /** Dangerous acts work without asking again until then. */
  freshUntil: instant.nullable(),
  permissions: z.array(z.string()),
  /** True until the first owner exists. */
  setupNeeded: z.boolean(),
  /** Single sign-on that is set up. */
  providers: z.array(signInProvider),
  /** Whether mail works, so that a forgotten password can be renewed. */
  canReset: z.boolean(),
  demo: z.boolean(),
  version: z.string(),
});

/** The one-time link carries `token`. */
export const setup = z.strictObject({
  token: secret,
  name,
  email,
  password,
  language: language.optional(),
  /** Also start the simulated reseller. */
  demo: z.boolean().default(false),
});

export const signIn = z.strictObject({ email, password, rememberMe: z.boolean().optional() });
/** `next` says what follows: nothing, a second factor (POST /api/v1/session/second-factor), or enrolling one. */
export const signedIn = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  next: z.enum(['done', 'second-factor', 'verify', 'enrol']),
});

const digits = z.string().regex(/^\d{6}$/, 'must be six digits');
const recoveryCode = z.string().trim().min(8).max(40);
/** Second step after the password. */
export const secondFactor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), code: digits }),
  z.strictObject({ kind: z.literal('recovery-code'), code: recoveryCode }),
]);

const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+={0,2}$/, 'must be base64url');
const credential = {
  id: base64url(2000),
  rawId: base64url(2000),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.record(z.string().max(100), z.unknown()),
};
/** What `navigator.credentials.get` answered, as JSON (WebAuthn level 3, AuthenticationResponseJSON). */
export const passkeyAnswer = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: base64url(10_000),
    authenticatorData: base64url(10_000),
    signature: base64url(10_000),
    userHandle: base64url(2000).optional(),
  }),
});
/** What `navigator.credentials.create` answered, as JSON (RegistrationResponseJSON). */
export const passkeyMade = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: base64url(10_000),
    attestationObject: base64url(50_000),
    authenticatorData: base64url(50_000).optional(),
    transports: z.array(z.string().max(30)).max(10).optional(),
    publicKeyAlgorithm: z.number().int().optional(),
    publicKey: base64url(10_000).optional(),
  }),
});
/** Options for `startAuthentication` or `startRegistration` of @simplewebauthn/browser, as they are. */
export const passkeyOptions = z.record(z.string(), z.unknown());
export const passkeySignIn = z.strictObject({ response: passkeyAnswer });

/** Shows once more who one is; the session is fresh for five minutes then. `password` only where no second factor exists. */
export const stepUp = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), code: digits }),
  z.strictObject({ kind: z.literal('recovery-code'), code: recoveryCode }),
  z.strictObject({ kind: z.literal('passkey'), response: passkeyAnswer }),
  z.strictObject({ kind: z.literal('password'), password }),
]);
export const steppedUp = z.object({ mfa: mfaState, freshUntil: instant });

export const oidcStart = z.strictObject({
  /** Page to come back to, a path of ours. */
  to: z
    .string()
    .max(500)
    .regex(/^\/(?!\/)/, 'must be a path')
    .default('/'),
  /** Asks the provider to check once more who it is, so that the session is fresh for dangerous acts. */
  again: z.boolean().default(false),
});
export const oidcStarted = z.object({
  /** Where the browser goes. */
  url: z.string(),
});

export const passwordForgotten = z.strictObject({ email, language: language.optional() });
export const passwordReset = z.strictObject({ token: secret, password });
/** A password may be left out only by who never had one. */
export const passwordChange = z.strictObject({ currentPassword: password, newPassword: password });

// Own profile.
export const profileChange = z.strictObject({
  name: name.optional(),
  language: language.nullable().optional(),
  timeZone: z.string().max(60).nullable().optional(),
});
/** The current password where there is one. */
export const totpBegin = z.strictObject({ password: password.optional() });
export const totpBegun = z.object({
  /** For the QR code: `otpauth://totp/…`. */
  uri: z.string(),
  /** The same secret to type, base32. */
  secret: z.string(),
  /** Shown once; they count as soon as the code is confirmed. */
  recoveryCodes: z.array(z.string()),
});
export const totpConfirm = z.strictObject({ code: digits });
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export const withPassword = z.strictObject({ password: password.optional() });
export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  /** Whether it is kept by more than one device. */
  synced: z.boolean(),
});
export const newPasskey = z.strictObject({ name: z.string().trim().min(1).max(60), response: passkeyMade });
export const passkeyChange = z.strictObject({ name: z.string().trim().min(1).max(60) });
export const ownSession = z.object({
  id: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  /** `User-Agent` as sent. */
  device: z.string(),
  address: z.string(),
  /** ISO 3166 alpha-2; empty when unknown. */
  country: z.string(),
  /** How the second factor was shown: empty for not at all. */
  mfa: z.enum(['', 'totp', 'passkey', 'recovery-code', 'provider']),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
});
export const linkedProvider = z.object({ id: z.string(), name: z.string(), linked: z.boolean() });

// People and roles.
export const personState = z.enum(['active', 'suspended']);
export const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  tenant: z.string(),
  tenantName: z.string(),
  state: personState,
  factors: factors.omit({ recoveryCodesLeft: true }),
  mfaRequired: z.boolean(),
  /** Names of single sign-on this person comes through. */
  providers: z.array(z.string()),
  sessions: z.number().int(),
  lastSeenAt: instant.nullable(),
  createdAt: instant,
  /** Also the ETag. */
  version: z.number().int(),
  /** The caller. */
  you: z.boolean(),
});
export const personChange = z.strictObject({
  role: role.optional(),
  state: personState.optional(),
  reason: z.string().max(500).optional(),
});

export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role,
  tenant: z.string(),
  tenantName: z.string(),
  language,
  invitedBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  expired: z.boolean(),
  /** How the mail fares. */
  mail: z.enum(['waiting', 'delivered', 'failed', 'none']),
});
export const newInvitation = z.strictObject({
  email,
  role,
  /** A customer for the customer roles; left out for the provider's people. */
  tenant: z.string().min(1).max(100).optional(),
  language: language.default('nl'),
});
/** Without mail the link is handed over by hand; it is shown this once. */
export const madeInvitation = invitation.extend({ link: z.string().nullable() });
export const invitationToken = z.strictObject({ token: secret });
/** What the accept page shows. */
export const invitationShown = z.object({
  email: z.string(),
  role,
  tenant: z.string(),
  tenantName: z.string(),
  invitedBy: z.string(),
  language,
  expiresAt: instant,
  mfaRequired: z.boolean(),
  providers: z.array(signInProvider),
});
/** Without a password a passkey follows at once. */
export const invitationAccepted = z.strictObject({
  token: secret,
  name,
  password: password.optional(),
  language: language.optional(),
  timeZone: z.string().max(60).optional(),
});

/** Sign-in rules. */
export const security = z.object({
  /** Roles that need a second factor. */
  mfaRoles: z.array(role),
  providers: z.array(signInProvider.extend({ issuer: z.string(), roleClaim: z.string(), callback: z.string() })),
});
export const securityChange = z.strictObject({ mfaRoles: z.array(role).max(6) });

export type Role = z.infer<typeof role>;
export type Factors = z.infer<typeof factors>;
export type MfaState = z.infer<typeof mfaState>;
export type SignInProvider = z.infer<typeof signInProvider>;
export type Session = z.infer<typeof session>;
export type Setup = z.infer<typeof setup>;
export type SignIn = z.infer<typeof signIn>;
export type SignedIn = z.infer<typeof signedIn>;
export type SecondFactor = z.infer<typeof secondFactor>;
export type PasskeyOptions = z.infer<typeof passkeyOptions>;
export type StepUp = z.infer<typeof stepUp>;
export type SteppedUp = z.infer<typeof steppedUp>;
export type ProfileChange = z.infer<typeof profileChange>;
export type TotpBegun = z.infer<typeof totpBegun>;
export type RecoveryCodes = z.infer<typeof recoveryCodes>;
export type Passkey = z.infer<typeof passkey>;
export type OwnSession = z.infer<typeof ownSession>;
export type LinkedProvider = z.infer<typeof linkedProvider>;
export type Person = z.infer<typeof person>;
export type PersonChange = z.infer<typeof personChange>;
export type Invitation = z.infer<typeof invitation>;
export type NewInvitation = z.infer<typeof newInvitation>;
export type MadeInvitation = z.infer<typeof madeInvitation>;
export type InvitationShown = z.infer<typeof invitationShown>;
export type InvitationAccepted = z.infer<typeof invitationAccepted>;
export type Security = z.infer<typeof security>;
