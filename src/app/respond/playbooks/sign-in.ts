import type { OrderAuth } from '../../../core/playbook/run-effect.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { SealedError } from '../../../store/vault.ts';
import { HttpHosts } from './http-hosts.ts';
import type { PlaybookSecret } from './secrets.ts';

/** How a request signs in. */
export interface SignIn {
  /** The header Authorization. */
  readonly header: string;
  /** Takes out of an answer whatever of the secret it repeats. */
  readonly without: (text: string) => string;
}

/** Opens a secret by its name; undefined when none is kept. */
export type OpenSecret = (name: string) => Promise<PlaybookSecret | undefined>;

/** What a request to `url` signs in with, or why it cannot be sent. A secret goes to its own host only. */
export async function signIn(auth: OrderAuth, url: URL, open: OpenSecret): Promise<Result<SignIn, Text>> {
  const name = auth.secret;
  let kept: PlaybookSecret | undefined;
  try {
    kept = await open(name);
  } catch (error) {
    if (!(error instanceof SealedError)) throw error;
    return refused({
      en: `the secret ${name} cannot be opened: keep it anew (Playbooks, Secrets)`,
      nl: `het geheim ${name} kan niet geopend worden: bewaar het opnieuw (Draaiboeken, Geheimen)`,
    });
  }
  if (!kept)
    return refused({
      en: `no secret is kept under the name ${name} (Playbooks, Secrets)`,
      nl: `er is geen geheim bewaard met de naam ${name} (Draaiboeken, Geheimen)`,
    });
  if (!new HttpHosts([kept.host]).allows(url))
    return refused({
      en: `the secret ${name} is for ${kept.host} and is not sent to ${url.host}`,
      nl: `het geheim ${name} is voor ${kept.host} en wordt niet naar ${url.host} gestuurd`,
    });
  const { secret } = kept;
  if (auth.kind === 'basic') {
    const pair = Buffer.from(`${auth.user || kept.user}:${secret}`).toString('base64');
    return ok({ header: `Basic ${pair}`, without: maskOf(secret, pair) });
  }
  if (!/^[\x21-\x7e]+$/.test(secret))
    return refused({
      en: `the secret ${name} has characters that no token has`,
      nl: `het geheim ${name} bevat tekens die in geen token voorkomen`,
    });
  return ok({ header: `Bearer ${secret}`, without: maskOf(secret) });
}

function maskOf(...parts: readonly string[]): SignIn['without'] {
  // As JSON writes it too.
  // Of a few characters everything would go.
  const long = parts.filter(({ length }) => length >= 4);
  const all = [...new Set(long.flatMap((part) => [part, JSON.stringify(part).slice(1, -1)]))];
  return (text) => all.reduce((masked, part) => masked.replaceAll(part, '•••'), text);
}
