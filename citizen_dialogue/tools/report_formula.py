"""Column numbers of a statutory table as they are printed: «1=3+5+7=9+11» is column 1,
the sum of 3, 5 and 7, which must equal the sum of 9 and 11."""

import re

_ELLIPSIS = re.compile(r"^(\.{2,3}|…)$")
# «18+», «=22+», «…+21»: a line may end behind each
_PIECE = re.compile(r"=?(?:…\+)?[^=+]+\+?")


def parse_printed(text):
    """(number, [sums]) of a printed column number; each sum is a list of columns.

    :raise ValueError: it can't be read
    """
    parts = [part.strip() for part in text.split("=")]
    if not parts[0].isdigit() or not all(parts):
        raise ValueError(text)
    return int(parts[0]), [parse_sum(part) for part in parts[1:]]


def parse_sum(text):
    """[columns] of «13+18+...+21»: 13, and from 18 to 21.

    :raise ValueError: it can't be read
    """
    numbers, upto = [], False
    for term in (part.strip() for part in text.split("+")):
        if _ELLIPSIS.match(term):
            if not numbers or upto:
                raise ValueError(text)
            upto = True
        elif term.isdigit():
            number = int(term)
            if upto:
                if number <= numbers[-1]:
                    raise ValueError(text)
                numbers.extend(range(numbers[-1] + 1, number))
                upto = False
            numbers.append(number)
        else:
            raise ValueError(text)
    if upto:
        raise ValueError(text)
    return numbers


def parse_check(text):
    """(left, right) of a check beyond the printed formulas: «11=12+13+14», or with a
    column of another table «11=02/XLD.9». Each side is a list of (table or None,
    column).

    :raise ValueError: it can't be read
    """
    sides = text.split("=")
    if len(sides) != 2:
        raise ValueError(text)
    return tuple([_term(term, text) for term in side.split("+")] for side in sides)


def _term(term, text):
    table, _dot, column = term.strip().rpartition(".")
    if not column.isdigit():
        raise ValueError(text)
    return (table or None, int(column))


def pieces(printed):
    """A printed number in pieces that a narrow cell may set on lines of their own."""
    return _PIECE.findall(printed)


def ranges(numbers):
    """A sum in the fewest terms, for a cell of a workbook: runs of three columns and
    more as (first, last), the others alone as (n, n)."""
    runs = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    found = []
    for first, last in runs:
        if last - first >= 2:
            found.append((first, last))
        else:
            found.extend((n, n) for n in range(first, last + 1))
    return found
