"""What the tests share: the coder, the records of a few reports, and an archive of them."""

import os
from collections.abc import Iterator

import pytest
import sayso
from reports import DATES, TEXTS

MODEL = os.environ.get("SAYSO_MODEL")
if not MODEL:
    raise pytest.UsageError("SAYSO_MODEL is not set; it names the model to test with")

@pytest.fixture(scope="session")
def coder() -> sayso.Coder:
    return sayso.Coder(MODEL)


@pytest.fixture(scope="session")
def rows() -> list[dict[str, str]]:
    return [
        {"id": f"r{n}", "date": date, "text": text, "source": "Sylvanian News"}
        for n, (date, text) in enumerate(zip(DATES, TEXTS))
    ]


@pytest.fixture(scope="session")
def records(coder: sayso.Coder, rows: list[dict[str, str]]) -> sayso.Records:
    return coder.read(rows)


@pytest.fixture
def archive(tmp_path, records: sayso.Records, coder: sayso.Coder) -> Iterator[sayso.Archive]:
    made = sayso.Archive(tmp_path / "news.sayso")
    made.ingest(records, coder=coder)
    yield made
