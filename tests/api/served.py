"""`sayso serve` over a copy of an archive, for as long as a test needs it."""
import re
import signal
import sqlite3
import subprocess
import tempfile
import threading
from pathlib import Path

TOKEN = "a-token-of-the-tests"


class Served:
    def __init__(self, sayso, archive, *options):
        self.folder = tempfile.TemporaryDirectory()
        # What is sent is taken in: the archive that was given stays as it is.
        copy = Path(self.folder.name) / "served.sayso"
        with sqlite3.connect(archive) as there, sqlite3.connect(copy) as here:
            there.backup(here)
        command = [sayso, "serve", copy, "--port", "0", "--token", TOKEN, *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if found := re.search(r"is at http://(127\.0\.0\.1):(\d+)", line):
                self.at = found[1], int(found[2])
                break
        else:
            raise SystemExit("".join(said))
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.folder.cleanup()

    @property
    def address(self):
        return "http://{}:{}".format(*self.at)

    def memory(self):
        """Megabytes that it holds."""
        said = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", said)[1]) / 1024
