"""
Targets that misbehave on a real socket.
"""

import socket
import struct
from typing import Any

from tests.conftest import OK

DEADLINE = 0.3  # seconds given to a whole answer
BOUND = 5.0  # seconds in which a deadline is noticed on any machine


def drip(client: socket.socket, listener: Any, head: bytes, drops: bytes) -> None:
    listener.request(client)
    client.sendall(head)
    for drop in drops:
        if listener.over.wait(0.02):
            return
        client.sendall(bytes([drop]))


def dripping_its_status(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"", OK * 1000)


def dripping_its_headers(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"HTTP/1.1 200 OK\r\n", b"X: tea\r\n" * 1000)


def dripping_its_body(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"a" * 9999)


def dripping_chunks(client: socket.socket, listener: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    drip(client, listener, head, b"1\r\na\r\n" * 1000)


def asking_for_more_and_more(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def gushing_provisional_answers(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    while not listener.over.is_set():
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def hanging(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    listener.over.wait()


def hanging_in_its_body(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
    listener.over.wait()


def resetting(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def resetting_in_its_body(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
