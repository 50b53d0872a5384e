#!/usr/bin/env python3
"""Reads every feed below a web root with a parser that is none of ours, and fails where an entry lacks
its attribution or its copyright. Stubs of withdrawn works must hold neither headline nor text.

    read_feeds.py WWW        prints one line a feed; exit 1 with a line for each fault
"""

import json
import pathlib
import sys

import feedparser

# A credit line says where a reprint is from; these words begin it in either language.
CREDIT = ("来源", "Source", "source:", "转载", "Reprinted", "本文", "原创", "Original")
RIGHTS = ("©", "(c)", "Copyright", "copyright", "版权")


def entries_of_xml(path):
    feed = feedparser.parse(path.read_bytes())
    if feed.bozo:
        yield None, f"not well formed: {feed.bozo_exception}"
        return
    if not feed.version:
        yield None, "not a feed that the parser knows"
        return
    for entry in feed.entries:
        text = " ".join(content.value for content in entry.get("content", []))
        yield {
            "id": entry.get("id"),
            "title": entry.get("title", ""),
            "tags": [tag.term for tag in entry.get("tags", [])],
            "text": text + entry.get("summary", ""),
            "rights": entry.get("rights") or "",
            "link": entry.get("link"),
        }, None


def entries_of_json(path):
    feed = json.loads(path.read_text("utf-8"))
    if not feed.get("version", "").startswith("https://jsonfeed.org/version/1"):
        yield None, "not a JSON Feed"
        return
    for item in feed["items"]:
        text = item.get("content_html", "")
        yield {
            "id": item.get("id"),
            "title": item.get("title", ""),
            "tags": item.get("tags", []),
            "text": text + item.get("summary", ""),
            # JSON Feed 1.1 has no field for rights: the credit block in the text holds them.
            "rights": text,
            "link": item.get("url"),
        }, None


def faults_of(entry):
    if not entry["id"]:
        yield "has no id"
    if "withdrawn" in entry["tags"]:
        return
    if not entry["link"]:
        yield "has no link"
    if not any(word in entry["rights"] for word in RIGHTS):
        yield "has no copyright notice among its rights"
    if not any(word in entry["text"] for word in RIGHTS):
        yield "has no copyright notice in its text"
    if not any(word in entry["text"] for word in CREDIT):
        yield "has no attribution in its text"


def main(root):
    feeds = sorted(path for path in root.rglob("feed.*") if path.suffix in (".rss", ".atom", ".json"))
    faults, entries, stubs = [], 0, 0
    for path in feeds:
        name = path.relative_to(root)
        read = entries_of_json if path.suffix == ".json" else entries_of_xml
        for entry, broken in read(path):
            if broken:
                faults.append(f"{name}: {broken}")
                continue
            entries += 1
            stubs += "withdrawn" in entry["tags"]
            faults += [f"{name}: {entry['id']}: {fault}" for fault in faults_of(entry)]
    if not feeds:
        faults.append(f"{root}: no feed at all")
    print(f"{len(feeds)} feeds, {entries} entries, {stubs} of them stubs, {len(faults)} faults")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
