/** Why this browser cannot take alarms, or whether it does. */
export type PushState =
  /** A browser without push; on an iPhone the app has to be put on the home screen first. */
  | 'unsupported'
  | 'home-screen'
  /** Only over https. */
  | 'insecure'
  /** Somebody said no when the browser asked. */
  | 'denied'
  | 'off'
  | 'on';

const worker = '/service-worker.js';

/** How this browser stands, and what it is subscribed with. */
export async function pushState(): Promise<{ readonly state: PushState; readonly endpoint: string }> {
  const none = (state: PushState) => ({ state, endpoint: '' });
  if (!window.isSecureContext) return none('insecure');
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) {
    return none(/iPhone|iPad/.test(navigator.userAgent) ? 'home-screen' : 'unsupported');
  }
  if (Notification.permission === 'denied') return none('denied');
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  return subscription ? { state: 'on', endpoint: subscription.endpoint } : none('off');
}

/** What a browser gave when it subscribed, as the server keeps it. */
export interface PushKeys {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/**
 * Asks the browser, which asks its person.
 *
 * @throws DOMException when that was refused, or its push service cannot be reached.
 */
export async function subscribe(publicKey: string): Promise<PushKeys> {
  await navigator.serviceWorker.register(worker, { scope: '/' });
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  // One for another key, of a server that was here before, cannot be used.
  if (before && toText(before.options.applicationServerKey) !== publicKey) await before.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  return {
    endpoint: subscription.endpoint,
    p256dh: toText(subscription.getKey('p256dh')),
    auth: toText(subscription.getKey('auth')),
  };
}

/** This browser takes nothing any more. */
export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** Base64url without padding. */
function toText(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
