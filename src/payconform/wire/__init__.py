"""
The one way out and the one way in: sockets, allow-list, recorder, redactor, ASGI shell.
"""
