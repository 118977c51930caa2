"""Sends prebuilt HEPv3 packets over UDP at an even pace and prints one JSON line of what it did.

    python3 bench/send-udp.py HOST PORT COUNT RATE PACKETS SECONDS_AT ROUND_S

PACKETS holds them one after the other, each behind its length (4 bytes, network order). They are sent round after round; in
each the capture time (seconds at SECONDS_AT of a packet) is ROUND_S later, which makes new dialogues of them. No burst is
longer than a millisecond's worth; what was held up is made up for at most at twice the rate.
"""

import gc
import json
import socket
import struct
import sys
import time

host, port, count, rate, path, seconds_at, round_s = sys.argv[1:]
count, rate, seconds_at, round_s = int(count), int(rate), int(seconds_at), int(round_s)
with open(path, 'rb') as file:
    data = bytearray(file.read())
packets = []
at = 0
while at < len(data):
    (length,) = struct.unpack_from('>I', data, at)
    packets.append(memoryview(data)[at + 4 : at + 4 + length])
    at += 4 + length
first_seconds = [struct.unpack_from('>I', packet, seconds_at)[0] for packet in packets]

sender = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * 1024 * 1024)
sender.connect((host, int(port)))
gc.disable()

send, stamp, clock = sender.send, struct.Struct('>I').pack_into, time.perf_counter
burst = max(1, rate // 1000)
sent = refused = octets = longest_hold = 0
begun = previous = clock()
while sent < count:
    now = clock()
    due = min(count, int((now - begun) * rate) + 1, sent + burst)
    if due <= sent:
        time.sleep(0.0001)
        continue
    longest_hold = max(longest_hold, now - previous)
    for number in range(sent, due):
        turn, index = divmod(number, len(packets))
        packet = packets[index]
        stamp(packet, seconds_at, first_seconds[index] + turn * round_s)
        try:
            octets += send(packet)
        except OSError:
            refused += 1
    sent = due
    previous = clock()
    rest = 0.0005 - (previous - now)
    if rest > 0:
        time.sleep(rest)
print(json.dumps({
    'packets': sent - refused,
    'bytes': octets,
    'seconds': clock() - begun,
    'refused': refused,
    'longestHoldMs': round(longest_hold * 1000, 2),
}))
