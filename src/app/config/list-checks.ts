import type { Config } from './schema.ts';

interface Finding {
  readonly path: string;
  readonly message: string;
}

/** Ids of listeners and of Belwacht itself: a file of that name would be taken for them. */
const takenByListeners = new Set(
  [
    'syslog-udp',
    'syslog-tcp',
    'syslog-tls',
    'hep-udp',
    'hep-tcp',
    'redirect-udp',
    'redirect-tcp',
    'redirect-tls',
  ].concat('belwacht'),
);
/** Sources that deliver over HTTP are named after the id of their token. */
const httpSource = /^http-[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** Those that are always there. */
const takenByEnforcers = new Set(['bouncers', 'lists', 'pbxs']);

/** What is wrong in the lists of files and enforcers: ids that are not their own, and webhooks without an address. */
export function listChecks({ files, enforcers }: Config): Finding[] {
  return [
    ...ids('files', files, (id) => takenByListeners.has(id) || httpSource.test(id)),
    ...ids('enforcers', enforcers, (id) => takenByEnforcers.has(id)),
    ...enforcers.flatMap(({ kind, url, secret }, i): Finding[] => {
      if (kind !== 'webhook') return [];
      const at = `enforcers.${i}`;
      if (url === '')
        return [{ path: `${at}.url`, message: 'is missing: a webhook needs the http or https address to post to' }];
      if (!/^https?:\/\/[^\s/]/i.test(url) || !URL.canParse(url))
        return [{ path: `${at}.url`, message: 'is not an address such as https://sbc.example.nl/belwacht' }];
      // Without one it may be sealed in the database, which is known only later.
      return secret === '' || isSecret(secret)
        ? []
        : [
            {
              path: `${at}.secret`,
              message: 'is not whsec_ followed by base64; make one with openssl rand -base64 32',
            },
          ];
    }),
  ];
}

function ids(list: string, entries: readonly { readonly id: string }[], isTaken: (id: string) => boolean): Finding[] {
  return entries.flatMap(({ id }, i): Finding[] => {
    const path = `${list}.${i}.id`;
    if (isTaken(id)) return [{ path, message: `is ${id}, which Belwacht uses itself; choose another` }];
    const first = entries.findIndex((entry) => entry.id === id);
    return first < i ? [{ path, message: `is ${id}, as that of ${list}.${first}; each needs one of its own` }] : [];
  });
}

/** As Standard Webhooks writes it; the prefix may be left out. */
function isSecret(secret: string): boolean {
  const encoded = secret.replace(/^whsec_/, '');
  return encoded !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) && encoded.length % 4 === 0;
}
