"""How schemathesis sends a report a line."""
import json

import schemathesis


@schemathesis.serializer("application/jsonl")
def lines(_, value):
    return value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()
