import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Accounts of the test PBX: phones that register. Passwords are those of a lab without a way out. */
export const phones = { '100': 'h2Wz-four-Meadow', '101': 'k7Dn-five-Copper' } as const;
export type Phone = keyof typeof phones;

/** Users of the manager interface: one that watches and one that acts. */
export const managers = {
  watch: { user: 'belwacht-watch', secret: 'watch-Q4v' },
  act: { user: 'belwacht-act', secret: 'act-Z8m' },
} as const;

/** Address of the carrier that the trunk leads to. */
export const carrier = '203.0.113.20';

const snippet = readFileSync(fileURLToPath(new URL('../../deploy/asterisk/belwacht.conf', import.meta.url)), 'utf8');
const manager = readFileSync(fileURLToPath(new URL('../../deploy/asterisk/manager.conf', import.meta.url)), 'utf8');

function phone(name: Phone): string {
  return `
[${name}](phone)
auth=${name}
aors=${name}
accountcode=code-${name}
callerid=${name} <${name}>
[${name}]
type=auth
auth_type=userpass
username=${name}
password=${phones[name]}
[${name}]
type=aor
max_contacts=2
`;
}

/** Files of /etc/asterisk for a PBX at 192.0.2.10, with its state in `state` (seen from inside). */
export function configFiles(state: string): Readonly<Record<string, string>> {
  return {
    'asterisk.conf': `[directories]
astetcdir => ${state}/etc
astrundir => ${state}/run
astlogdir => ${state}/log
astdbdir => ${state}/db
astspooldir => ${state}/spool
[options]
verbose = 3
nocolor = yes
`,
    'cdr.conf': '[general]\nenable=yes\nunanswered=yes\n[csv]\nusegmtime=yes\nloguniqueid=yes\nloguserfield=yes\n',
    'cdr_manager.conf': '[general]\nenabled=yes\n[mappings]\nlinkedid => LinkedID\n',
    'cel.conf': `[general]
enable=yes
apps=dial,park
events=ALL
[manager]
enabled=yes
`,
    'cel_custom.conf': `[mappings]
Master.csv => \${CSV_QUOTE(\${eventtype})},\${CSV_QUOTE(\${eventtime})},\${CSV_QUOTE(\${CALLERID(name)})},\${CSV_QUOTE(\${CALLERID(num)})},\${CSV_QUOTE(\${CALLERID(ANI)})},\${CSV_QUOTE(\${CALLERID(RDNIS)})},\${CSV_QUOTE(\${CALLERID(DNID)})},\${CSV_QUOTE(\${CHANNEL(exten)})},\${CSV_QUOTE(\${CHANNEL(context)})},\${CSV_QUOTE(\${CHANNEL(channame)})},\${CSV_QUOTE(\${CHANNEL(appname)})},\${CSV_QUOTE(\${CHANNEL(appdata)})},\${CSV_QUOTE(\${CHANNEL(amaflags)})},\${CSV_QUOTE(\${CHANNEL(accountcode)})},\${CSV_QUOTE(\${CHANNEL(uniqueid)})},\${CSV_QUOTE(\${CHANNEL(linkedid)})},\${CSV_QUOTE(\${BRIDGEPEER})},\${CSV_QUOTE(\${CHANNEL(userfield)})},\${CSV_QUOTE(\${userdeftype})},\${CSV_QUOTE(\${eventextra})}
`,
    'extensions.conf': `[phones]
exten => _1XX,1,Dial(PJSIP/\${EXTEN},20)
; A forward set on the phone system: to abroad.
exten => 201,1,Set(CALLERID(rdnis)=\${EXTEN})
 same => n,Dial(Local/0022070055500@phones,20)
exten => 600,1,Answer()
 same => n,Echo()
exten => 700,1,Set(DB(CFIM/\${CHANNEL(endpoint)})=0022070055500)
 same => n,Hangup()
exten => 701,1,Set(DB_DELETE(CFIM/\${CHANNEL(endpoint)})=)
 same => n,Hangup()
exten => 112,1,Gosub(belwacht,s,1(\${EXTEN}))
 same => n,Dial(PJSIP/\${EXTEN}@carrier,20)
exten => _[09+]X.,1,Gosub(belwacht,s,1(\${EXTEN}))
 same => n,Dial(PJSIP/\${EXTEN}@carrier,20)
[from-trunk]
exten => _X.,1,Dial(PJSIP/101,20)
#include "belwacht.conf"
`,
    'belwacht.conf': snippet,
    'http.conf': '[general]\nenabled=no\n',
    'logger.conf': '[general]\ndateformat=%F %T.%3q\n[logfiles]\nmessages.log => notice,warning,error,security\n',
    // As in the documents, at this address and with these secrets.
    'manager.conf': manager
      .replace(
        /^bindaddr *=.*$/m,
        `bindaddr = 127.0.0.1\ntlsenable = yes\ntlsbindaddr = 127.0.0.1:5039\ntlscertfile = ${state}/etc/manager.pem\ntlsprivatekey = ${state}/etc/manager.key`,
      )
      // For an Asterisk that cannot be asked for the forwards.
      .replace(/^read = call.*$/m, '$&,dialplan')
      .replace('SECRET-TO-WATCH', managers.watch.secret)
      .replace('SECRET-TO-ACT', managers.act.secret),
    'modules.conf': `[modules]
autoload=yes
noload => chan_sip.so
noload => chan_iax2.so
noload => chan_unistim.so
noload => chan_motif.so
noload => chan_console.so
noload => chan_skinny.so
noload => chan_mgcp.so
noload => chan_alsa.so
noload => chan_oss.so
noload => chan_phone.so
noload => chan_dahdi.so
noload => cdr_pgsql.so
noload => cdr_odbc.so
noload => cdr_adaptive_odbc.so
noload => cdr_radius.so
noload => cdr_tds.so
noload => cdr_sqlite3_custom.so
noload => cel_pgsql.so
noload => cel_odbc.so
noload => cel_radius.so
noload => cel_tds.so
noload => cel_sqlite3_custom.so
noload => pbx_dundi.so
noload => res_hep.so
noload => res_ari.so
noload => res_phoneprov.so
noload => res_xmpp.so
noload => res_snmp.so
noload => res_config_ldap.so
noload => res_config_pgsql.so
noload => res_calendar.so
noload => app_jack.so
`,
    'pjsip.conf': `[udp]
type=transport
protocol=udp
bind=192.0.2.10:5060
[phone](!)
type=endpoint
context=phones
disallow=all
allow=alaw,ulaw
direct_media=no
${(Object.keys(phones) as Phone[]).map(phone).join('')}
[carrier]
type=endpoint
context=from-trunk
disallow=all
allow=alaw,ulaw
direct_media=no
aors=carrier
[carrier]
type=aor
contact=sip:${carrier}:5060
[carrier]
type=identify
endpoint=carrier
match=${carrier}
`,
    'rtp.conf': '[general]\nrtpstart=20000\nrtpend=20100\n',
  };
}
