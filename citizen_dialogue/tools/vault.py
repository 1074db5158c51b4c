"""Encryption and keyed hashes of the vault. Arithmetic and a key file; no ORM.

The keys lie outside the database, in a file that the server reads and its backups of
the database don't contain: ``CITIZEN_VAULT_KEY_FILE`` names it. One key a line, «name
base64»: ``index`` for the hashes (kept for good, or nothing is found again), any other
name encrypts, the last one what is new; older ones still open what they sealed.

AES-256-GCM and HKDF of the ``cryptography`` package, which Odoo itself requires.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE_VARIABLE = "CITIZEN_VAULT_KEY_FILE"
INDEX = "index"
_NONCE = 12
_KEY = 32


class VaultError(Exception):
    """The vault can't be used: no key, a damaged key file, or a sealed value that was
    changed or belongs to another record."""


class Keys:
    def __init__(self, keys):
        if len(keys.get(INDEX, b"")) != _KEY or len(keys) < 2:
            raise VaultError("the key file needs an index key and an encryption key")
        if any(len(key) != _KEY for key in keys.values()):
            raise VaultError("every key has 32 bytes")
        self._index = keys[INDEX]
        self._keys = {name: key for name, key in keys.items() if name != INDEX}
        self.active = list(self._keys)[-1]

    def wrap(self, key, context):
        """Encrypt a data key for storing it in the database."""
        return self._pack(self.active, self._keys[self.active], key, context)

    def unwrap(self, token, context):
        name = token.split(b":", 1)[0].decode()
        if name not in self._keys:
            raise VaultError("sealed with a key that is not in the key file")
        return self._unpack(self._keys[name], token, context)

    def digest(self, kind, value):
        """Keyed hash of one value, for finding it again without storing it."""
        message = f"{kind}\x00{value}".encode()
        return hmac.new(self._index, message, hashlib.sha256).hexdigest()

    @staticmethod
    def _pack(name, key, content, context):
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(key).encrypt(nonce, content, context.encode())
        return name.encode() + b":" + base64.b64encode(nonce + sealed)

    @staticmethod
    def _unpack(key, token, context):
        try:
            raw = base64.b64decode(token.split(b":", 1)[1], validate=True)
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], context.encode())
        except (InvalidTag, ValueError, IndexError) as error:
            raise VaultError("this sealed value was changed or moved") from error


def new_data_key():
    return os.urandom(_KEY)


def seal(key, content, context):
    """``content`` encrypted with a data key. It opens only with the same ``context``
    (the record and field it belongs to), so it can't be moved elsewhere."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, context.encode())


def unseal(key, sealed, context):
    """The content again.

    :raise VaultError: it was changed, or belongs to another record or field
    """
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultError("this sealed value was changed or moved") from error


def load_keys():
    """The keys of this installation.

    :raise VaultError: no key file is named, or it can't be read
    """
    path = os.environ.get(KEY_FILE_VARIABLE)
    if not path:
        raise VaultError(f"{KEY_FILE_VARIABLE} names no key file")
    try:
        stat = os.stat(path)
    except OSError as error:
        raise VaultError(f"the key file can't be read: {error.strerror}") from error
    return _read(path, stat.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path, _changed):
    keys = {}
    try:
        with open(path, encoding="ascii") as lines:
            for line in lines:
                if line.strip() and not line.startswith("#"):
                    name, key = line.split()
                    keys[name] = base64.b64decode(key, validate=True)
    except (OSError, ValueError) as error:
        raise VaultError("the key file is damaged") from error
    return Keys(keys)


def new_key_file(path):
    """Write a key file with new keys, readable by its owner only. An existing one is
    never overwritten: what it sealed could not be opened again."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as target:
        for name in (INDEX, "k1"):
            key = base64.b64encode(os.urandom(_KEY)).decode()
            target.write(f"{name} {key}\n")


if __name__ == "__main__":
    import sys

    new_key_file(sys.argv[1])
