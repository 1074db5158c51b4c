"""The file for the national database: one ZIP of JSON Lines with a manifest of SHA-256
sums (``api/national-export-v1.md``). Pure Python, so that whoever gets the file can
check it: ``python3 national_export.py FILE``.

The same content gives the same bytes: no clock, no order of chance, no name of who
exported stands in it.
"""

import hashlib
import json
import re
import sys
import zipfile
import zlib
from contextlib import contextmanager

FORMAT = "citizen-dialogue-national-export"
VERSION = 1
FILES = ("receptions", "petitions", "outcomes", "cases", "decisions")
MANIFEST = "manifest.json"
# what unpacks to more than this is no export
MAX_BYTES = 8 * (1 << 30)
_CHUNK = 1 << 20
# of every entry: the ZIP of the same content is the same
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[a-z]+\.jsonl")
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def line(row):
    """One row as a line: keys in order, no space, Vietnamese as it is."""
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


class Package:
    """Writes the ZIP into a file opened for writing, row by row."""

    def __init__(self, target):
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._files = []

    @contextmanager
    def lines(self, name):
        """``with package.lines("petitions") as add: add(row)``"""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_entry(f"{name}.jsonl"), "w", force_zip64=True) as stream:

            def add(row):
                nonlocal count
                content = line(row)
                digest.update(content)
                stream.write(content)
                count += 1

            yield add
        self._files.append(
            {"name": f"{name}.jsonl", "records": count, "sha256": digest.hexdigest()}
        )

    def close(self, about):
        """Add the manifest.

        :param about: what the file is of: installation, unit, period
        :return: the manifest
        """
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            **about,
            "files": self._files,
            "content_sha256": content_sum(self._files),
        }
        self._zip.writestr(_entry(MANIFEST), json.dumps(manifest, **_PRETTY))
        self._zip.close()
        return manifest


_PRETTY = {"ensure_ascii": False, "indent": 1, "sort_keys": True}


def _entry(name):
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def content_sum(files):
    """SHA-256 over the sums of the files, which stands for all of them."""
    text = "".join(f"{file['sha256']}  {file['name']}\n" for file in files)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(source):
    """What is wrong with a file that arrived: an empty list when nothing is."""
    try:
        with zipfile.ZipFile(source) as package:
            return list(_problems(package))
    except _UNREADABLE:
        return ["không đọc được tệp ZIP"]


def _problems(package):
    names = package.namelist()
    if sum(entry.file_size for entry in package.infolist()) > MAX_BYTES:
        yield "tệp giải nén quá lớn"
        return
    try:
        manifest = json.loads(package.read(MANIFEST))
        files = manifest["files"]
        told = {file["name"]: file for file in files}
        known = (manifest["format"], manifest["version"]) == (FORMAT, VERSION)
    except (KeyError, TypeError, ValueError):
        yield f"thiếu hoặc hỏng {MANIFEST}"
        return
    if not known:
        yield "không đúng định dạng hoặc phiên bản"
    if manifest.get("content_sha256") != content_sum(files):
        yield "content_sha256 không khớp danh sách tệp"
    for name in sorted({*names} - {*told} - {MANIFEST}):
        yield f"tệp thừa: {name}"
    for name, file in told.items():
        if names.count(name) != 1 or not _NAME.fullmatch(name):
            yield f"thiếu tệp: {name}"
            continue
        digest, count = _sum(package, name)
        if digest != file["sha256"] or count != file["records"]:
            yield f"nội dung đã bị sửa: {name}"


def _sum(package, name):
    digest, count = hashlib.sha256(), 0
    with package.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            count += chunk.count(b"\n")
    return digest.hexdigest(), count


if __name__ == "__main__":
    found = verify(sys.argv[1])
    sys.stdout.write("\n".join(found or ["Tệp nguyên vẹn."]) + "\n")
    sys.exit(1 if found else 0)
