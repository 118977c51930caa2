"""Asks a SIP server about calls over UDP at an even pace and prints one JSON line: answers by status, and how long they took.

    python3 bench/verdicts-send.py HOST PORT RATE SECONDS ACCOUNTS SEED

Each request is a new call of one of ACCOUNTS. When an answer came is the kernel's word (SO_TIMESTAMPNS), so that what this program
is busy with does not count; when a request went is taken just before it is sent. What has no answer after two seconds is lost.
"""

import gc
import json
import random
import socket
import struct
import sys
import time

host, port, rate, seconds, accounts, seed = sys.argv[1], *map(int, sys.argv[2:7])
random.seed(seed)
timestamp_ns = 35
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * 1024 * 1024)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024 * 1024)
sender.setsockopt(socket.SOL_SOCKET, timestamp_ns, 1)
sender.bind(('127.0.0.1', 0))
sender.connect((host, port))
sender.setblocking(False)
own = sender.getsockname()[1]

template = (
    'INVITE sip:%(to)s@127.0.0.1 SIP/2.0\r\n'
    'Via: SIP/2.0/UDP 127.0.0.1:%(own)d;rport;branch=z9hG4bK%(id)010d.%(seed)d\r\n'
    'Via: SIP/2.0/UDP 198.51.100.7:5060;received=198.51.100.7;branch=z9hG4bKphone%(id)010d\r\n'
    'Max-Forwards: 69\r\n'
    'Record-Route: <sip:127.0.0.1;lr>\r\n'
    'From: "Desk" <sip:%(account)s@127.0.0.1>;tag=f%(id)010d\r\n'
    'To: <sip:%(to)s@127.0.0.1>\r\n'
    'Call-ID: %(id)010d-%(seed)d@127.0.0.1\r\n'
    'CSeq: 1 INVITE\r\n'
    'Contact: <sip:%(account)s@198.51.100.7:5060>\r\n'
    'User-Agent: Desk phone 4.1\r\n'
    'X-Belwacht-Account: %(account)s\r\n'
    'Content-Type: application/sdp\r\n'
    'Content-Length: 129\r\n\r\n'
    'v=0\r\no=- 1 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n'
)
count = rate * seconds
requests = []
for number in range(count):
    to = '0031%09d' % random.randrange(100_000_000, 700_000_000) if random.random() < 0.9 else '0044%010d' % random.randrange(1_000_000_000, 7_999_999_999)
    text = template % {'to': to, 'own': own, 'id': number, 'seed': seed, 'account': 'acct-%d' % (number % accounts)}
    head, body = text.split('\r\n\r\n', 1)
    requests.append((head.replace('Content-Length: 129', 'Content-Length: %d' % len(body)) + '\r\n\r\n' + body).encode())

sent_at = [0] * count
took = []
statuses = {}
gc.disable()
clock, send, receive = time.perf_counter, sender.send, sender.recvmsg
unpack = struct.Struct('qq').unpack


def drain():
    while True:
        try:
            data, control, _, _ = receive(4096, 64)
        except BlockingIOError:
            return
        at = data.find(b'Call-ID: ')
        number = int(data[at + 9 : at + 19])
        whole, rest = unpack(control[0][2][:16])
        took.append(whole * 1_000_000_000 + rest - sent_at[number])
        status = data[8:11].decode()
        statuses[status] = statuses.get(status, 0) + 1


sent = refused = 0
begun = clock()
while sent < count:
    now = clock()
    # What was held up is made up for at most at twice the rate: a burst would measure this program.
    due = min(count, int((now - begun) * rate) + 1, sent + max(1, rate // 2000))
    for number in range(sent, due):
        sent_at[number] = time.time_ns()
        try:
            send(requests[number])
        except OSError:
            refused += 1
    sent = max(sent, due)
    drain()
    rest = 0.00025 - (clock() - now)
    if rest > 0:
        time.sleep(rest)
lasted = clock() - begun
until = clock() + 2
while len(took) < count - refused and clock() < until:
    drain()
    time.sleep(0.001)
took.sort()
at = lambda share: round(took[min(len(took) - 1, int(len(took) * share))] / 1e6, 3) if took else None
print(json.dumps({
    'sent': count - refused, 'answered': len(took), 'perSecond': round(count / lasted), 'statuses': statuses,
    'p50': at(0.5), 'p90': at(0.9), 'p99': at(0.99), 'p999': at(0.999), 'max': at(1),
}))
