"""Run one program and stop it in its own way as soon as whoever asked for it is gone.

Started as a process of its own by :mod:`hub.embedded.process`; it keeps the program from outliving a killed test run
or demo, on Linux and macOS alike. (Linux' parent-death signal is tied to the *thread* that started the child, and macOS
has none.) Only the standard library is used, so that it starts fast under ``python -I -S``.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time


def main() -> int:
    """Start the program, print its process id, wait, and answer with its exit status."""
    order = json.loads(sys.argv[1])
    program = subprocess.Popen(
        order["command"],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        process_group=0,
        user=order["uid"],
        group=order["gid"],
        extra_groups=None if order["uid"] is None else [],
    )
    print(program.pid, flush=True)
    os.close(1)
    signal.signal(signal.SIGTERM, lambda *_: program.send_signal(order["signal"]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=stop_at_end_of_input, args=(program, order), daemon=True).start()
    status = program.wait()
    end_group(program.pid)
    return status if status >= 0 else 128 - status


def stop_at_end_of_input(program: subprocess.Popen[bytes], order: dict[str, int]) -> None:
    """Wait until the other end of the pipe is closed, be it by a stop or by a death, then end the program."""
    while os.read(0, 1):
        pass
    program.send_signal(order["signal"])
    try:
        program.wait(order["patience"])
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)


def end_group(group: int) -> None:
    """End what a killed program left behind: its own children would keep its port or its files."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for attempt in range(20):
            try:
                os.killpg(group, 0 if attempt else number)  # asked once, and then only whether somebody is left
            except ProcessLookupError:
                return
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
