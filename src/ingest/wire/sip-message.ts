const nothing = Buffer.alloc(0);

/**
 * One SIP message as offsets into the bytes it was read from; one instance is filled again and again. Offsets are −1 when
 * the message does not say, then start and end are both −1 and the range is empty. Where a header comes twice the first
 * (topmost) counts; Contact, Authorization and challenges are counted over all of them.
 */
export class SipMessage {
  bytes: Buffer = nothing;
  /** 0 for a request. */
  status = 0;
  methodStart = -1;
  methodEnd = -1;
  /** First byte after the start line. */
  headersStart = -1;
  /** User part of the Request-URI, not yet decoded; the number for `tel:`. */
  requestUserStart = -1;
  requestUserEnd = -1;
  /** Branch of the topmost Via. */
  branchStart = -1;
  branchEnd = -1;
  fromUserStart = -1;
  fromUserEnd = -1;
  fromHostStart = -1;
  fromHostEnd = -1;
  fromTagStart = -1;
  fromTagEnd = -1;
  toUserStart = -1;
  toUserEnd = -1;
  toHostStart = -1;
  toHostEnd = -1;
  toTagStart = -1;
  toTagEnd = -1;
  callIdStart = -1;
  callIdEnd = -1;
  cseq = -1;
  cseqMethodStart = -1;
  cseqMethodEnd = -1;
  userAgentStart = -1;
  userAgentEnd = -1;
  serverStart = -1;
  serverEnd = -1;
  /** Expires header in seconds, −1 when absent or unreadable. */
  expires = -1;
  /** Contacts, those with expires=0, and those without an expires of their own (`*` too). */
  contacts = 0;
  contactsZero = 0;
  contactsInherit = 0;
  /** Authorization and Proxy-Authorization headers, and the realm of the first of each. */
  authorizations = 0;
  authorizationRealmStart = -1;
  authorizationRealmEnd = -1;
  proxyAuthorizations = 0;
  proxyAuthorizationRealmStart = -1;
  proxyAuthorizationRealmEnd = -1;
  /** Username of the first credentials that have one, still with its backslashes. */
  digestUserStart = -1;
  digestUserEnd = -1;
  /** Realm of the first challenge (WWW-Authenticate or Proxy-Authenticate); any of them says stale=true. */
  challengeRealmStart = -1;
  challengeRealmEnd = -1;
  stale = false;
  /** −1 when absent or unreadable. */
  contentLength = -1;
  /** First byte of the body; the end when the empty line is missing. */
  bodyStart = -1;

  reset(bytes: Buffer): void {
    this.bytes = bytes;
    this.status = 0;
    this.methodStart = this.methodEnd = this.headersStart = -1;
    this.requestUserStart = this.requestUserEnd = -1;
    this.branchStart = this.branchEnd = -1;
    this.fromUserStart = this.fromUserEnd = -1;
    this.fromHostStart = this.fromHostEnd = -1;
    this.fromTagStart = this.fromTagEnd = -1;
    this.toUserStart = this.toUserEnd = -1;
    this.toHostStart = this.toHostEnd = -1;
    this.toTagStart = this.toTagEnd = -1;
    this.callIdStart = this.callIdEnd = -1;
    this.cseq = this.cseqMethodStart = this.cseqMethodEnd = -1;
    this.userAgentStart = this.userAgentEnd = -1;
    this.serverStart = this.serverEnd = -1;
    this.expires = -1;
    this.contacts = this.contactsZero = this.contactsInherit = 0;
    this.authorizations = this.proxyAuthorizations = 0;
    this.authorizationRealmStart = this.authorizationRealmEnd = -1;
    this.proxyAuthorizationRealmStart = this.proxyAuthorizationRealmEnd = -1;
    this.digestUserStart = this.digestUserEnd = -1;
    this.challengeRealmStart = this.challengeRealmEnd = -1;
    this.stale = false;
    this.contentLength = -1;
    this.bodyStart = -1;
  }

  /** Whether a REGISTER (or its 2xx) only takes bindings away: every contact expires at once. */
  get removes(): boolean {
    return this.contacts > 0 && this.contactsZero + (this.expires === 0 ? this.contactsInherit : 0) === this.contacts;
  }
}
