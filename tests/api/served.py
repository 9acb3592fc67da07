"""`sayso serve`, from the address that it says to its end, and over a copy of an archive for as long as a test needs it."""
import re
import signal
import sqlite3
import subprocess
import tempfile
import threading
from pathlib import Path

TOKEN = "a-token-of-the-tests"


class Serving:
    """A process of `sayso serve` whose standard error is a pipe; an AssertionError with what it said where it serves nothing."""

    def __init__(self, process):
        self.process = process
        said = b""
        # Before its address it may say more: that it fetches the language model.
        for line in process.stderr:
            said += line
            if found := re.search(rb"is at http://(127\.0\.0\.1):(\d+)", line):
                self.at = found[1].decode(), int(found[2])
                break
        else:
            raise AssertionError(f"it ended with {process.wait()} and serves nothing: {said.decode('utf-8', 'replace').strip()}")
        # A pipe that nobody empties would stop it.
        threading.Thread(target=process.stderr.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        assert status in (0, 130), f"it ended with {status}"

    @property
    def address(self):
        return "http://{}:{}".format(*self.at)

    def memory(self):
        """Megabytes that it holds."""
        said = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", said)[1]) / 1024


class Served(Serving):
    """Serves a copy of an archive, with a token: what is sent is taken in, and the archive that was given stays as it is."""

    def __init__(self, sayso, archive, *options):
        self.folder = tempfile.TemporaryDirectory()
        copy = Path(self.folder.name) / "served.sayso"
        with sqlite3.connect(archive) as there, sqlite3.connect(copy) as here:
            there.backup(here)
        command = [sayso, "serve", copy, "--port", "0", "--token", TOKEN, *options]
        super().__init__(subprocess.Popen(command, stderr=subprocess.PIPE))

    def __exit__(self, *error):
        try:
            super().__exit__(*error)
        finally:
            self.folder.cleanup()
