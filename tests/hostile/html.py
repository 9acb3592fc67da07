"""Web pages in forms that newsrooms and their enemies give them."""
from .case import DAY, Input, nothing_more

FIRST = "Ruritania attacked Freedonia on Monday, the foreign ministry in Strelsau said, after three weeks of talks between the two."
SECOND = "Sylvania, which has watched over the truce since March, said that its observers would stay until the last soldier had left the bridge."


def page(inner, head="", date=f'<meta property="article:published_time" content="{DAY}T10:00:00Z">', attributes=""):
    return lambda: f"<!doctype html><html{attributes}><head><title>On the bridge</title>{date}{head}</head><body>{inner}</body></html>".encode()


ARTICLE = f"<article><h1>On the bridge</h1><p>{FIRST}</p><p>{SECOND}</p></article>"


def text_is(*paragraphs):
    def holds(records):
        found = records[0]["report"]["text"]
        assert found == "\n\n".join(paragraphs), found
        assert records[0]["report"]["date"] == DAY, records[0]["report"]["date"]
    return holds


def text_has(wanted, *unwanted):
    def holds(records):
        found = records[0]["report"]["text"]
        assert wanted in found and not [one for one in unwanted if one in found], found
    return holds


def url_is(wanted):
    def holds(records):
        text_is(FIRST, SECOND)(records)
        assert records[0]["report"]["url"] == wanted, records[0]["report"]["url"]
    return holds


def web(name, make, holds=text_is(FIRST, SECOND), **more):
    return Input(name, make, "html", holds=holds, **more)


COMMENTS = "".join(f"<li class=comment><cite>reader{n}</cite><p>I say that Sylvania attacked Strelsau, and nobody writes about it here at all!</p></li>"
                   for n in range(60))

CASES = [
    web("a page of AMP", page(ARTICLE, "<style amp-boilerplate>body{visibility:hidden}</style><script async src=https://cdn.example/v0.js></script>", attributes=" ⚡ amp")),
    web("a page for the printer", page(f"<div class=print><h1>On the bridge</h1><p>{FIRST}<p>{SECOND}</div><hr><small>Printed from https://news.example/1</small>"),
        text_has(f"{FIRST}\n\n{SECOND}")),
    web("a page before a wall to pay at", page(f"{ARTICLE}<div class=paywall><h2>Subscribe to read on</h2><p>Already a subscriber? Log in.</p><button>Buy</button></div>"),
        text_has(f"{FIRST}\n\n{SECOND}", "Log in")),
    web("a thread of comments", page(f"{ARTICLE}<section id=comments class=comments><h2>60 comments</h2><ol>{COMMENTS}</ol></section>"),
        text_has(FIRST, "nobody writes about it")),
    web("a base that is a script", page(ARTICLE, "<base href='javascript:alert(1)//'><link rel=canonical href='/1'>"), url_is(None)),
    web("an address that is data", page(ARTICLE, "<link rel=canonical href='data:text/html,<script>alert(1)</script>'>"), url_is(None)),
    web("an address in a file", page(ARTICLE, "<link rel=canonical href='file:///etc/passwd'>"), url_is(None)),
    web("a picture that acts", page(ARTICLE.replace("<p>", "<p><svg onload=alert(1)><title>x</title></svg><img src=x onerror=alert(1)>", 1))),
    web("a page within", page(f"{ARTICLE}<iframe srcdoc='&lt;p&gt;Ruritania met Freedonia.&lt;/p&gt;'></iframe><object data=file:///etc/passwd></object>")),
    web("a page that leads elsewhere", page(ARTICLE, "<meta http-equiv=refresh content='0;url=file:///etc/passwd'>")),
    web("an article that is hidden", page(f"{ARTICLE}<div style='display:none'><p>Sylvania attacked Ruritania and Freedonia on the very same day, nobody said.</p></div>"),
        text_has(FIRST, "Sylvania attacked")),
    web("a template and what runs without scripts", page(f"{ARTICLE}<template><p>Sylvania attacked.</p></template><noscript><p>Sylvania attacked. Please enable scripts.</p></noscript>"),
        text_has(FIRST, "Sylvania attacked")),
    web("a day of another zone", page(ARTICLE, date='<meta property="article:published_time" content="2024-03-15T23:59:59-11:00">')),
    web("a day in the year 0000 beside a true one", page(ARTICLE, f'<meta name=date content="0000-00-00"><meta name="dc.date" content="{DAY}">', date="")),
    web("a page without an end", lambda: page(ARTICLE)().replace(b"</article></body></html>", b"")),
    web("a page cut in a tag", lambda: page(ARTICLE + "<p class='x")().replace(b"</body></html>", b"")),
    web("a page after a page", lambda: page(ARTICLE)() + page("<p>No more.</p>")(), text_has(FIRST)),
    web("a page without a day", page(ARTICLE, date=""), nothing_more, records=0, said=(("", "no date"),)),
    web("linked data that never closes", page(ARTICLE, '<script type="application/ld+json">' + '{"a":[' * 5000 + "</script>")),
    web("a megabyte of an attribute", page(f"<p data-x='{'y' * 1_000_000}'></p>{ARTICLE}")),
    web("a name for each of 10,000 attributes", page(f"<p {' '.join(f'a{n}=1' for n in range(10_000))}></p>{ARTICLE}")),
]
