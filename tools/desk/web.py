"""Small questions to the network, without needing curl.

web.py free PORT            exit 0 when nothing listens there
web.py wait PORT PID SECS   exit 0 when the login page and what it needs answer
"""

import os
import re
import socket
import sys
import time
import urllib.error
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_free(port):
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            return False
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) != 0


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def fetch(url):
    with OPENER.open(url, timeout=60) as answer:
        return answer.read().decode("utf-8", "replace")


def wait(port, pid, seconds):
    """Ask until it answers; then its style sheets and scripts, so that they are built already."""
    base, limit = f"http://127.0.0.1:{port}", time.monotonic() + seconds
    while time.monotonic() < limit and is_alive(pid):
        try:
            page = fetch(f"{base}/web/login")
            for link in re.findall(r'(?:href|src)="(/web/assets/[^"]+)"', page):
                fetch(base + link)
            return True
        except (OSError, urllib.error.URLError):
            time.sleep(0.3)
    return False


def main(question, *numbers):
    numbers = [int(number) for number in numbers]
    answer = is_free(*numbers) if question == "free" else wait(*numbers)
    return 0 if answer else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
