"""The two README files say the same things in the same order, and no link of a document leads nowhere."""
import pathlib
import re
import tempfile
import unicodedata
import unittest
import urllib.parse

import house

FENCE = re.compile(r"^(```|~~~)")
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")


def split(text):
    """(lines outside code blocks, number of code blocks)."""
    lines, blocks, inside = [], 0, False
    for line in text.splitlines():
        if FENCE.match(line):
            inside = not inside
            blocks += inside
        elif not inside:
            lines.append(line)
    return lines, blocks


def headings(text):
    """(level, title) of every heading."""
    found = (re.match(r"^(#+) +(.*)$", line) for line in split(text)[0])
    return [(len(match[1]), match[2].strip()) for match in found if match]


def anchors(text):
    """The anchors that GitHub makes of the headings of `text`."""
    made = set()
    for _, title in headings(text):
        kept = [c for c in title.lower() if c in " -_" or unicodedata.category(c)[0] in "LNM"]
        anchor = "".join(kept).replace(" ", "-")
        unique, number = anchor, 0
        while unique in made:
            number += 1
            unique = f"{anchor}-{number}"
        made.add(unique)
    return made


def dead_links(name, text, root):
    """Links of the document `name` to files or headings that are not there."""
    dead = []
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", "\n".join(split(text)[0]))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = urllib.parse.unquote(target).partition("#")
        file = root / name.parent / path if path else root / name
        if not file.exists():
            dead.append(f"{name}: {target}")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
            dead.append(f"{name}: {target} (no such heading)")
    return dead


class Documents(unittest.TestCase):
    def test_both_readmes_have_the_same_structure(self):
        english = (house.SOURCE / "README.md").read_text(encoding="utf-8")
        japanese = (house.SOURCE / "README.ja.md").read_text(encoding="utf-8")
        self.assertEqual([level for level, _ in headings(english)], [level for level, _ in headings(japanese)])
        self.assertEqual(split(english)[1], split(japanese)[1])

    def test_links_lead_somewhere(self):
        dead = []
        for name in house.files():
            if name.suffix == ".md":
                dead += dead_links(name, (house.SOURCE / name).read_text(encoding="utf-8"), house.SOURCE)
        self.assertEqual(dead, [])

    def test_planted_dead_links_are_found(self):
        text = "# A b, c!\n[x](../LICENSE) [y](nowhere.md) [z](#a-b-c) [w](#d) [v](https://a.org)\n```\n[u](no.md)\n```\n"
        self.assertEqual(anchors(text), {"a-b-c"})
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "docs").mkdir()
            (root / "LICENSE").touch()
            page = pathlib.Path("docs/page.md")
            (root / page).write_text(text, encoding="utf-8")
            self.assertEqual(dead_links(page, text, root),
                             ["docs/page.md: nowhere.md", "docs/page.md: #d (no such heading)"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
