import { sql } from 'kysely';
import { callMethods, shellServices } from '../../core/geo/traffic-service.ts';

/** Which service an event wanted, of columns `action`, `service` and `sip_method`; the same as `trafficService` in the core. */
export const wantedService = sql`case
  when action in ('sip-auth', 'sip-register', 'iax-auth', 'sip-flood') then
    case when service = 'provisioning' then 'provisioning' else 'registration' end
  when action in ('sip-call', 'iax-call') then 'calls-in'
  when action = 'sip-request' then case when sip_method = any(${[...callMethods]}::text[]) then 'calls-in' else 'registration' end
  when action = 'admin-login' then case when service = 'provisioning' then 'provisioning'
    when service = any(${[...shellServices]}::text[]) then 'ssh' else 'web' end end`;
