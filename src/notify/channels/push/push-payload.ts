import type { WayContent } from '../../../core/on-call/way-adapter.ts';
import { clean } from '../../clean.ts';

/** What the service worker of the web app shows (web/public/service-worker.js). */
export interface PushPayload {
  readonly key: string;
  readonly kind: WayContent['kind'];
  readonly language: 'nl' | 'en';
  readonly severity: string;
  readonly title: string;
  readonly body: string;
  /** Where it is answered without signing in; ''. */
  readonly link: string;
  /** '' when it is about none. */
  readonly incident: string;
  readonly answerable: boolean;
}

/** Bytes that every push service takes, sealed: 4,096 with header, padding and tag (RFC 8291 section 4). */
const mostBytes = 3_000;

/** One message as JSON, short enough; its end goes first. */
export function pushPayload({
  key,
  kind,
  language,
  severity,
  subject,
  lines,
  link,
  incident = '',
  answerable,
}: WayContent): string {
  const payload = (body: string): PushPayload => ({
    ...{ key, kind, language, severity },
    title: clean(subject, 150),
    body,
    link: link.length <= 1000 ? link : '',
    incident,
    answerable,
  });
  let shown = lines.slice(0, 12).map((line) => clean(line, 300));
  while (shown.length > 0 && Buffer.byteLength(JSON.stringify(payload(shown.join('\n')))) > mostBytes) {
    shown = shown.slice(0, -1);
  }
  return JSON.stringify(payload(shown.join('\n')));
}
