"""Feeds as they are found, and as their enemies write them. What comes over the network is held in crates/reader/src/fetch."""
from .case import Input

HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>The Strelsau Post</title><link>https://news.example/</link>'
END = "</channel></rss>"


def item(text="Ruritania thanked Freedonia for its help on the bridge.", day="Fri, 15 Mar 2024 10:00:00 GMT", more=""):
    return f"<item><pubDate>{day}</pubDate><description>{text}</description>{more}</item>"


def rss(*items, before=""):
    return lambda: f"{before}{HEAD}{''.join(items)}{END}".encode()


def feed(name, make, **more):
    return Input(name, make, "xml", **more)


def urls(*wanted):
    def holds(records):
        found = [one["report"]["url"] for one in records]
        assert found == list(wanted), found
    return holds


def texts(*wanted):
    def holds(records):
        found = [one["report"]["text"] for one in records]
        assert found == list(wanted), found
    return holds


def many(count):
    def make():
        yield HEAD.encode()
        for number in range(count):
            yield item(f"Ruritania met Freedonia {number} times.", more=f"<guid>g{number}</guid>").encode()
        yield END.encode()
    return make


LAUGHS = "<!DOCTYPE rss [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
SAME = "<guid>same</guid>"

CASES = [
    feed("a billion laughs", rss(item("[&a9;]"), before=LAUGHS), holds=texts("[&a9;]")),
    feed("entities of parameters from outside", rss(item("[&x;]"), before='<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>'), holds=texts("[&x;]")),
    feed("a doctype from outside", rss(item("A."), before='<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">'), holds=texts("A.")),
    feed("same guid, new text", rss(item("Ruritania met Freedonia.", more=SAME), item("Ruritania met Sylvania.", more=SAME)), records=2,
         holds=texts("Ruritania met Freedonia.", "Ruritania met Sylvania.")),
    feed("days of the future", rss(item("A.", "Fri, 01 Mar 2199 10:00:00 GMT")), holds=texts("A.")),
    feed("days beyond the calendar", rss(item("A.", "Fri, 31 Feb 2024 10:00:00 GMT"), item("B.", "Mon, 01 Jan 0000 00:00:00 GMT"), item("C.")), records=1,
         said=((", entry 1", "is no date"), (", entry 2", "is no date")), holds=texts("C.")),
    feed("a link that is a script, and one into a file", rss(item("A.", more="<link>javascript:alert(1)</link>"), item("B.", more="<link>file:///etc/passwd</link>"),
         item("C.", more="<link>data:text/html,x</link>")), records=3, holds=urls(None, None, None)),
    feed("a script in a text", rss(item("&lt;script&gt;alert(1)&lt;/script&gt;A.&lt;img src=x onerror=alert(1)&gt;")), holds=texts("A.")),
    feed("control letters in a feed", rss(item("A\x00\x08B.")), records=0, said=(("", "binary"),)),
    feed("an empty feed", rss(), records=0),
    feed("5,000 entries", many(5_000), records=5_000, seconds=60, megabytes=400),
    feed("100,000 entries", many(100_000), records=100_000, seconds=300, megabytes=600, full=True),
    feed("a page that calls itself a feed", lambda: b"<!doctype html><html><head><title>404</title></head><body><p>Not found</p></body></html>", records=0,
         said=(("", "no article text"),)),
]
