"""Runs the program, bounded in time and in what it writes, and says what came of it."""
import os
import resource
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

# No run of this pass takes longer, in seconds.
PATIENCE = 120
# No file that it writes grows larger, in bytes.
LARGEST = 4 << 30
REPOSITORY = Path(__file__).resolve().parents[2]
# The invented states, which the built-in codebook keeps out of real news.
STATES = """RUR,Ruritania,RUR,,,,Ruritanian,Ruritanian,Strelsau
FRD,Freedonia,FRD,,,,Freedonian,Freedonian,Fredville
SYL,Sylvania,SYL,,,,Sylvanian,Sylvanian,Sylvan City
"""
PLACES = """name,aliases,kind,country,admin1,latitude,longitude,geonames_id
Strelsau,,city,RUR,Strelsau,50.25,13.80,990000004
Fredville,,city,FRD,Fredville,49.70,12.90,990000005
"""


@dataclass
class Ran:
    """What came of a run."""
    status: int  # Negative where a signal ended it.
    out: bytes
    said: str
    seconds: float
    megabytes: float

    @property
    def lines(self):
        return self.said.splitlines()


@dataclass
class Program:
    """The program with a model, and a home in which it may write nothing but its cache."""
    path: Path
    model: str | None
    home: Path
    environment: dict = field(init=False)
    children: list = field(init=False, default_factory=list)

    def __post_init__(self):
        for name in ("cwd", "tmp", "home", "codebook/actors", "codebook/places"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        states = (REPOSITORY / "codebook/actors/states.csv").read_text("utf-8")
        (self.home / "codebook/actors/states.csv").write_text(states + STATES, "utf-8")
        (self.home / "codebook/places/invented.csv").write_text(PLACES, "utf-8")
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        self.environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": str(self.home / "home"), "TMPDIR": str(self.home / "tmp"),
            "XDG_CACHE_HOME": cache, "LANG": "C.UTF-8", **({"SAYSO_MODEL": self.model} if self.model else {}),
        }

    def __getstate__(self):
        # Another process cannot wait for the children of this one.
        return {**self.__dict__, "children": []}

    @property
    def coded_by(self):
        """The options for commands that code: a codebook that knows the invented states."""
        return ["--codebook", str(self.home / "codebook")]

    def started(self, *arguments, before=None, environment=None, **streams):
        """The program at work. `before` is called in its process before it begins."""
        def begin():
            # No core dumps, and what would flood the disk ends in an error: without the signal, which would end the program.
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
            if before:
                before()
        streams.setdefault("cwd", self.home / "cwd")
        streams.setdefault("stdin", subprocess.DEVNULL)
        given = [os.fsencode(one) for one in arguments]
        child = subprocess.Popen([self.path, *given], env={**self.environment, **(environment or {})}, preexec_fn=begin, **streams)
        self.children.append(child)
        return child

    def end_children(self):
        """Kills those that are still at work: a deed that failed does not wait for them."""
        for child in self.children:
            if child.poll() is None:
                child.kill()
                child.wait()
        self.children.clear()

    def run(self, *arguments, patience=PATIENCE, **more):
        """Runs it to its end; longer than `patience` seconds is an AssertionError."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
            begun = time.monotonic()
            child = self.started(*arguments, **{"stdout": out, "stderr": said, **more})
            return self.ended(child, begun, patience, out, said)

    def ended(self, child, begun, patience, out, said):
        signal.signal(signal.SIGALRM, lambda *_: child.kill())
        signal.alarm(patience)
        try:
            _, status, usage = os.wait4(child.pid, 0)
        finally:
            signal.alarm(0)
        seconds = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said.seek(0)
        ran = Ran(child.returncode, out.read(), said.read().decode("utf-8", "backslashreplace"), seconds, usage.ru_maxrss / 1024)
        assert seconds < patience, f"it took longer than {patience} seconds"
        return ran

    def wrote_elsewhere(self):
        """Files that it left where it was named none."""
        return [str(path) for place in ("cwd", "tmp", "home") for path in sorted((self.home / place).rglob("*"))]
