// Shows alarms that a push service brings, also while no page is open. It keeps nothing and answers no request of the app.

const words = {
  nl: {
    acknowledge: 'Ik pak het op',
    open: 'Open',
    taken: 'Bevestigd',
    takenText: 'Het incident staat op jouw naam, tenzij iemand het al leidde.',
    failed: 'Bevestigen is niet gelukt',
    failedText: 'Tik hierop en bevestig het zelf.',
  },
  en: {
    acknowledge: 'I take it',
    open: 'Open',
    taken: 'Acknowledged',
    takenText: 'The incident is in your name unless somebody led it already.',
    failed: 'Acknowledging failed',
    failedText: 'Tap here and acknowledge it yourself.',
  },
};

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const alarm = event.notification.data ?? {};
  event.waitUntil(event.action === 'acknowledge' ? acknowledge(alarm) : open(alarm));
});

/** What came, or that something came: a browser takes away push from whoever shows nothing. */
function read(data) {
  const text = (value, most) => (typeof value === 'string' ? value.slice(0, most) : '');
  let alarm = {};
  try {
    alarm = data?.json() ?? {};
  } catch {
    // Shown below as something without words.
  }
  return {
    key: text(alarm.key, 200) || 'belwacht',
    kind: text(alarm.kind, 20),
    language: alarm.language === 'en' ? 'en' : 'nl',
    severity: text(alarm.severity, 20),
    title: text(alarm.title, 200) || 'Belwacht',
    body: text(alarm.body, 2000),
    link: text(alarm.link, 1000),
    incident: /^[\w-]{1,128}$/.test(alarm.incident) ? alarm.incident : '',
    answerable: alarm.answerable === true,
  };
}

function show(alarm) {
  const { key, language, title, body, answerable, incident, severity } = alarm;
  const said = words[language];
  const isUrgent = severity === 'critical' || severity === 'high';
  const actions = [{ action: 'open', title: said.open }];
  if (answerable && incident) actions.unshift({ action: 'acknowledge', title: said.acknowledge });
  return self.registration.showNotification(title, {
    body,
    // The same message again takes the place of the first.
    tag: key,
    lang: language,
    requireInteraction: isUrgent,
    vibrate: isUrgent ? [400, 150, 400, 150, 400] : [200],
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    actions,
    data: alarm,
  });
}

async function acknowledge(alarm) {
  const said = words[alarm.language] ?? words.en;
  const answer = await fetch(`/api/v1/incidents/${encodeURIComponent(alarm.incident)}/acknowledge`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: '{}',
  }).catch(() => undefined);
  const isTaken = answer?.ok === true;
  await self.registration.showNotification(isTaken ? said.taken : said.failed, {
    body: isTaken ? said.takenText : said.failedText,
    tag: `${alarm.key}-answer`,
    lang: alarm.language,
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    data: { ...alarm, answerable: false },
  });
}

/** The incident, in a page that is open already if there is one. The link without a session is the way in when there is no incident. */
async function open({ incident, link }) {
  const own = self.location.origin;
  const url = incident ? `${own}/incidents/${encodeURIComponent(incident)}` : ownAddress(link) || own;
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((client) => new URL(client.url).origin === own);
  if (!page) return self.clients.openWindow(url);
  await page.focus();
  return page.navigate(url).catch(() => self.clients.openWindow(url));
}

/** A link leads nowhere but to us. */
function ownAddress(link) {
  try {
    const url = new URL(link, self.location.origin);
    return url.origin === self.location.origin ? url.href : '';
  } catch {
    return '';
  }
}
