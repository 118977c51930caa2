import type { Product } from './product.ts';
import { asterisk } from './products/asterisk.ts';
import { freeswitch } from './products/freeswitch.ts';
import { generic } from './products/generic.ts';
import { kamailio } from './products/kamailio.ts';
import { rsyslog } from './products/rsyslog.ts';
import { sshd } from './products/sshd.ts';

/** One entry per file of products/. */
export const products: readonly Product[] = [asterisk, freeswitch, kamailio, rsyslog, sshd, generic];
