"""The archive package of a dossier: one ZIP with a manifest of SHA-256 sums, and its
verification. Pure Python, so that whoever holds the file can check it anywhere (the
manifest has the format of ``sha256sum --check``)."""

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass, field

MANIFEST = "BANG_KE_SHA256.txt"
CHUNK = 1 << 20
# what unpacks to more than this is no dossier
MAX_BYTES = 20 * (1 << 30)
# what Python says of a file that can't be unpacked: changed inside, cut off, encrypted
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_LINE = re.compile(r"^([0-9a-f]{64}) [ *](.+)$")


class BadPackage(ValueError):
    """Not a ZIP, or without a readable manifest. ``args[0]`` says which."""


@dataclass
class Verdict:
    """What verification found; names are paths inside the ZIP."""

    code: str = ""
    manifest_sha256: str = ""
    good: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    added: list = field(default_factory=list)

    @property
    def is_whole(self):
        return not (self.changed or self.missing or self.added)


def build(target, code, files):
    """Write the ZIP into ``target``, a file opened for writing.

    :param files: pairs of (path, bytes), written one after the other, so that only one
        file is in memory at a time
    :return: SHA-256 of the manifest, which stands for the whole package
    """
    lines = [f"# Hồ sơ {code}"]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files:
            package.writestr(path, content)
            lines.append(f"{hashlib.sha256(content).hexdigest()}  {path}")
        manifest = "\n".join([*lines, ""]).encode()
        package.writestr(MANIFEST, manifest)
    return hashlib.sha256(manifest).hexdigest()


def verify(source):
    """Compare every file of the ZIP with the manifest.

    :raise BadPackage: ``zip``: it isn't a ZIP; ``manifest``: it has no readable one;
        ``size``: it unpacks to more than any dossier
    """
    try:
        package = zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise BadPackage("zip") from error
    with package:
        entries = [entry for entry in package.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise BadPackage("size")
        names = [entry.filename for entry in entries]
        # two of them, and nobody knows which one counts
        if names.count(MANIFEST) != 1:
            raise BadPackage("manifest")
        try:
            text = package.read(MANIFEST)
            lines = text.decode().splitlines()
        except _UNREADABLE as error:
            raise BadPackage("manifest") from error
        verdict = Verdict(manifest_sha256=hashlib.sha256(text).hexdigest())
        expected = {}
        for line in lines:
            if line.startswith("# Hồ sơ "):
                verdict.code = line.removeprefix("# Hồ sơ ").strip()
            elif match := _LINE.match(line):
                expected[match[2]] = match[1]
            elif line.strip():
                raise BadPackage("manifest")
        for path, digest in expected.items():
            if path not in names:
                verdict.missing.append(path)
            elif names.count(path) > 1 or _digest(package, path) != digest:
                verdict.changed.append(path)
            else:
                verdict.good.append(path)
        verdict.added = sorted({*names} - {*expected} - {MANIFEST})
    return verdict


def _digest(package, path):
    digest = hashlib.sha256()
    try:
        with package.open(path) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except _UNREADABLE:
        return None
    return digest.hexdigest()
