"""Every term of the translation file has its Vietnamese, and none is in doubt."""

import sys

import polib


def main(path):
    po = polib.pofile(path)
    problems = [
        f"{entry.linenum}: {entry.msgid[:90]!r}"
        for entry in po
        if not entry.obsolete and (not entry.msgstr or entry.fuzzy)
    ]
    print("\n".join(problems[:80]))
    print(f"{len(po)} terms, {len(problems)} without translation")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
