"""What Odoo 19 accepts in silence and then ignores, or only fails on in the browser."""

import re
import sys
from pathlib import Path

PYTHON = {
    r"_sql_constraints\s*=": "_sql_constraints is ignored: use models.Constraint",
    r"\.read_group\(": "read_group is deprecated: use _read_group",
    r"def name_get\(": "name_get is never called: use _compute_display_name",
    r"toggle_active|check_access_rights|check_access_rule": "removed or deprecated",
    r"self\._(cr|uid|context)\b": "use self.env",
    r"odoo\.osv": "use odoo.fields.Domain",
    r"group_operator\s*=": "use aggregator",
    r"auto_join\s*=": "use bypass_search_access",
    r"type=.json.[,)]": "use type='jsonrpc'",
    r"search\([^)]*count=True": "use search_count",
}
XML = {
    r"<tree\b": "use <list>",
    r"kanban-box": "use t-name='card'",
    r"oe_chatter": "use <chatter/>",
    r"\battrs=|\bstates=": "use invisible/readonly/required expressions",
    r"\bgroups_id\b": "use group_ids",
    r"t-raw|t-esc": "use t-out",
    r"<group[^>]+expand=": "invalid in search views",
    r"numbercall|doall": "gone from ir.cron",
}
GOOD = {
    ".py": 'x = models.Constraint("CHECK (a)", "b")',
    ".xml": "<list><field/></list>",
}


def problems(text, rules):
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, what in rules.items():
            if re.search(pattern, line):
                yield number, what


def self_test():
    """A checker that finds nothing must be shown to be able to."""
    samples = {
        ".py": "class A:\n    _sql_constraints = []\n    def name_get(self): ...",
        ".xml": "<tree/><group expand='0'/>",
    }
    for suffix, rules in ((".py", PYTHON), (".xml", XML)):
        assert list(problems(samples[suffix], rules)), suffix
        assert not list(problems(GOOD[suffix], rules)), suffix


def main(root):
    self_test()
    found = 0
    for path in sorted(Path(root).rglob("*")):
        rules = {".py": PYTHON, ".xml": XML}.get(path.suffix)
        if not rules or "static/lib" in str(path):
            continue
        for number, what in problems(path.read_text(encoding="utf-8"), rules):
            print(f"{path}:{number}: {what}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
