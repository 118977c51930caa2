"""Sends UDP datagrams from one address as fast as it can and prints the nanoseconds that each took.

    python3 bench/geo-packets.py FROM TO PORT COUNT

Over a veth pair the receiving side is worked off by the sender: its rules are part of the time.
"""

import gc
import socket
import sys
import time

source, target, port, count = sys.argv[1:]
sender = socket.socket(socket.AF_INET6 if ':' in source else socket.AF_INET, socket.SOCK_DGRAM)
sender.bind((source, 0))
sender.connect((target, int(port)))
gc.disable()
text = b'OPTIONS sip:pbx.example SIP/2.0\r\n\r\n'
send, rounds = sender.send, range(int(count))
begun = time.process_time_ns()
for _ in rounds:
    send(text)
print((time.process_time_ns() - begun) / int(count))
