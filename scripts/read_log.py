"""Read the log of an Odoo test run: print what failed and every WARNING or ERROR that
names our module; last line «tests failures»."""

import re
import sys
from pathlib import Path

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (\w+) (\S+) (\S+): (.*)$")
SUMMARY = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def main(path):
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    tests = failures = 0
    show = False
    for line in lines:
        match = LINE.match(line)
        if not match:
            if show:
                print(line)
            continue
        level, _db, logger, message = match.groups()
        summary = SUMMARY.search(message)
        if summary:
            failed, errors, total = map(int, summary.groups())
            tests += total
            failures += failed + errors
        ours = "citizen_dialogue" in line
        # a test that fails is counted by the summary; here only what it says
        is_test = logger.startswith("odoo.addons.citizen_dialogue.tests") or (
            logger == "odoo.tests.result"
        )
        show = level in ("ERROR", "CRITICAL") or (level == "WARNING" and ours)
        if show:
            print(line)
            if not is_test and (ours or level == "CRITICAL"):
                failures += 1
    if not SUMMARY.search(text):
        print("\n".join(lines[-40:]))
        failures += 1
    print(tests, failures)


if __name__ == "__main__":
    main(sys.argv[1])
