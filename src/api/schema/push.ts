import { z } from 'zod';
import { instant } from './common.ts';

/** Base64 of RFC 4648 section 5 without padding. */
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** A subscription as a browser gives it (W3C Push API): where to, and the keys that messages are sealed with (RFC 8291). */
export const pushSubscriptionForm = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  /** Public key of the browser: 65 bytes, P-256. */
  p256dh: base64url.length(87),
  /** 16 bytes. */
  auth: base64url.length(22),
  /** What its person calls the device. */
  name: z.string().trim().min(1).max(100),
});
/** A browser or phone that takes the alarms of its person. */
export const pushDevice = z.object({
  id: z.string(),
  name: z.string(),
  /** Whose push service carries it: a host name. */
  service: z.string(),
  createdAt: instant,
  lastDeliveredAt: instant.nullable(),
  /** What the push service said last; '' when it took it. */
  lastError: z.string(),
});
export const pushDevices = z.object({
  /** With which a browser subscribes (applicationServerKey, RFC 8292). */
  publicKey: z.string(),
  devices: z.array(pushDevice),
});
export const pushTest = z.object({ ok: z.boolean(), error: z.string() });

/*
 * Routes: GET|POST /api/v1/on-call/push, DELETE /api/v1/on-call/push/:id, POST /api/v1/on-call/push/:id/test. The own devices
 * of whoever is signed in; the address of a way of channel `push` is the id of its person.
 */

export type PushSubscriptionForm = z.infer<typeof pushSubscriptionForm>;
export type PushDevice = z.infer<typeof pushDevice>;
export type PushDevices = z.infer<typeof pushDevices>;
