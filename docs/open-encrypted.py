#!/usr/bin/env python3
"""Opens what Holdfast encrypted, without Holdfast: with nothing but the key and docs/encryption.md.

    open-encrypted.py KEYFILE STORE OUT     a whole store, or a copy of one, below the directory OUT
    open-encrypted.py KEYFILE --file SEALED OUT     one file of a store

A passphrase of the key file is taken from HOLDFAST_PASSPHRASE. Several key files stand beside each other with commas between,
the one the store was made with last. Needs Python 3.9 and its module cryptography (Debian: python3-cryptography).
"""
import base64, hashlib, json, os, struct, sys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEADER, CHUNK, TAG = 48, 65536, 16


def derive(key, purpose, salt, length):
    return HKDF(hashes.SHA256(), length, salt, purpose).derive(key)


def unbase32(text):
    return base64.b32decode(text.upper() + b"=" * (-len(text) % 8))


def read_key(path):
    words, parts = {}, {}
    for line in open(path):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        word, rest = line.split(" ", 1)
        if word in "1234":
            raw = unbase32(rest.replace(" ", "").encode())
            if hashlib.sha256(bytes([int(word)]) + raw[:8]).digest()[:2] != raw[8:]:
                raise ValueError(f"line {word} is wrong")
            parts[word] = raw[:8]
        else:
            words[word] = rest.strip()
    if words["holdfast-key"] != "1":
        raise ValueError("a newer key file")
    if "passphrase" in words:
        kind, rounds, salt = words["passphrase"].split()
        if kind != "pbkdf2-sha512":
            raise ValueError("an unknown derivation")
        outer = hashlib.pbkdf2_hmac("sha512", os.environ["HOLDFAST_PASSPHRASE"].encode(), bytes.fromhex(salt), int(rounds), 32)
        sealed = bytes.fromhex(words["sealed"])
        key = AESGCM(outer).decrypt(sealed[:12], sealed[12:], f"holdfast-key 1 {words['id']}".encode())
    else:
        key = b"".join(parts[n] for n in "1234")
    if derive(key, b"holdfast/1/key-id", b"", 8).hex() != words["id"]:
        raise ValueError("the key is not the one its id names")
    return key


def open_file(keys, source, target):
    with open(source, "rb") as sealed, open(target, "wb") as plain:
        header = sealed.read(HEADER)
        if header[:7] != b"hfcrypt" or header[7] != 1:
            raise ValueError("not encrypted by Holdfast, or in a newer format")
        key = keys[header[8:16]]
        gcm = AESGCM(derive(key, b"holdfast/1/content", header[16:], 32))
        number, chunk = 0, sealed.read(CHUNK + TAG)
        while True:
            following = sealed.read(CHUNK + TAG)
            nonce = bytes(3) + struct.pack(">Q", number) + (b"\0" if following else b"\1")
            plain.write(gcm.decrypt(nonce, chunk, header))
            if not following:
                return
            number, chunk = number + 1, following


class Names:
    def __init__(self, key):
        self.siv = AESSIV(derive(key, b"holdfast/1/names", b"", 64))

    def name(self, text):
        return self.siv.decrypt(unbase32(text), [b"name"])

    def target(self, text):
        return self.siv.decrypt(unbase32(text), [b"link"])


class Plain:
    def name(self, text):
        return text

    target = name


def open_tree(keys, names, source, target):
    os.makedirs(target, exist_ok=True)
    for entry in os.scandir(source):
        if entry.name == b".holdfast":
            continue
        opened = os.path.join(target, names.name(entry.name))
        if entry.is_symlink():
            os.symlink(names.target(os.readlink(entry.path)), opened)
        elif entry.is_dir():
            open_tree(keys, names, entry.path, opened)
        else:
            open_file(keys, entry.path, opened)


def main(key_files, *rest):
    keys = [read_key(path) for path in key_files.split(",")]
    by_id = {derive(key, b"holdfast/1/key-id", b"", 8): key for key in keys}
    if rest[0] == "--file":
        return open_file(by_id, rest[1], rest[2])
    store, out = (os.fsencode(path) for path in rest)
    with open(os.path.join(store, b".holdfast", b"marker")) as marker:
        said = json.load(marker)["encryption"]
    open_tree(by_id, Names(by_id[bytes.fromhex(said["key"])]) if said["names"] else Plain(), store, out)


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
