import { listChecks } from './list-checks.ts';
import { portChecks } from './port-checks.ts';
import type { Config } from './schema.ts';

interface Finding {
  readonly path: readonly string[];
  readonly message: string;
}

/** Settings that are right one by one and wrong together; the first is what the start stops with. */
export function crossChecks(config: Config): Finding[] {
  const { http, syslog, redirect: sip, audit_syslog, database_url, database_app_url } = config;
  const { sms, phone, mail_in, smtp } = config;
  const findings: Finding[] = [];
  const wrong = (path: string, message: string) => findings.push({ path: path.split('.'), message });
  const { tls, trusted_proxies: proxies, public_url: url, redirect_port: redirect } = http;
  if (tls.cert && !tls.key) wrong('http.tls.key', 'is missing: a certificate needs its private key, a PEM file');
  if (tls.key && !tls.cert)
    wrong('http.tls.cert', 'is missing: the key needs its certificate with the chain, a PEM file');
  if (tls.cert && url.startsWith('http:')) wrong('http.public_url', 'must begin with https://, since http.tls is set');
  if (tls.cert && proxies.length > 0)
    wrong('http.trusted_proxies', 'cannot go with http.tls: either the proxy does TLS or Belwacht does');
  if (proxies.some((range) => /\/[0-7]$/.test(range)))
    wrong('http.trusted_proxies', 'would trust half the world; name the address of the proxy, such as 192.0.2.4/32');
  if (proxies.length > 0 && !url.startsWith('https:'))
    wrong('http.public_url', 'must be the https:// address of the proxy, since http.trusted_proxies is set');
  if (redirect >= 0 && !tls.cert)
    wrong('http.redirect_port', 'needs http.tls; behind a proxy the proxy sends on to https');
  if (redirect > 0 && redirect === http.port) wrong('http.redirect_port', 'is the port of http.port itself');
  if (syslog.tls_port >= 0 && !syslog.tls_cert)
    wrong('syslog.tls_cert', 'must name a PEM file, since syslog.tls_port is set');
  if (syslog.tls_port >= 0 && !syslog.tls_key)
    wrong('syslog.tls_key', 'must name a PEM file, since syslog.tls_port is set');
  if (sip.tls_port >= 0 && !sip.tls_cert)
    wrong('redirect.tls_cert', 'must name a PEM file, since redirect.tls_port is set');
  if (sip.tls_port >= 0 && !sip.tls_key)
    wrong('redirect.tls_key', 'must name a PEM file, since redirect.tls_port is set');
  if ((sip.udp || sip.tcp || sip.tls_port >= 0) && sip.peers.length === 0)
    wrong('redirect.peers', 'is empty: name who asks, since everybody else is dropped');
  if (audit_syslog.ca && audit_syslog.transport !== 'tls')
    wrong('audit_syslog.ca', 'goes with audit_syslog.transport tls only');
  if (database_app_url && !database_url)
    wrong('database_app_url', 'goes with database_url; the embedded database needs none');
  if (database_app_url && database_app_url === database_url)
    wrong('database_app_url', 'must be another user than that of database_url, one that does not own the tables');
  if (sms.url && sms.json !== '' && Object.keys(sms.form).length > 0)
    wrong('sms.json', 'cannot go with sms.form: the gateway wants one of them');
  if (sms.url && !JSON.stringify([sms.url, sms.form, sms.json]).includes('{text}'))
    wrong('sms.url', 'has nowhere to put the text: write {text} in url, form or json');
  if (sms.field && sms.values.length === 0) wrong('sms.values', 'must say which values of sms.field mean that it went');
  if (phone.host && !phone.user) wrong('phone.user', 'is missing: the name of the SIP account');
  if (phone.ca && phone.transport !== 'tls') wrong('phone.ca', 'goes with phone.transport tls only');
  if (phone.voice_ports[0] > phone.voice_ports[1]) wrong('phone.voice_ports', 'must be the first and the last port');
  if (mail_in.host && !smtp.host) wrong('mail_in.host', 'needs smtp.host: what nobody sends nobody answers');
  for (const { path, message } of [...listChecks(config), ...portChecks(config)]) wrong(path, message);
  return findings;
}
