"""Which articles are the same text: posted on two portals, or posted again with small edits.

A text is a set of triples of syllables, without diacritics (so "hoà" is "hòa") and in lower case.
rensa's MinHash makes 128 numbers of it, of which two texts share as many as they share triples.
Notices from one template (schedules, power cuts, prices, documents) share nearly all their triples
and are not the same: of two texts, one may leave out facts of the other, not put others in their
place. Facts are numbers, and words that are capitalised within a sentence.

Measured by `python -m tests.quality.duplicates`, see docs/architecture.md. rensa was chosen for its
speed: 0.013 ms for a page of 600 syllables; datasketch takes 1.9 ms, simhash 1.2 ms.
"""

import re
import struct
from dataclasses import dataclass
from functools import cached_property
from operator import eq
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final, Self
from unicodedata import normalize

from rensa import RMinHash

from crawler.article import Article

VERSION: Final = f"1.{RMinHash.ALGORITHM_VERSION}"
"""Signatures of another version can't be compared with these."""
THRESHOLD: Final = 0.7
"""Share of triples from which two texts are the same: of the Hanoi portal's articles, posts of one
text share .85 or more, articles of their own .73 or less."""
SHORT: Final = 60
"""Syllables under which a text is mostly template ("Chi tiết xem tại văn bản đính kèm")."""
SHORT_THRESHOLD: Final = 0.9
SHORTEST: Final = 20
"""Syllables under which a text says too little to be compared."""
NUMBERS_PER_SLIP: Final = 20
"""One number in so many may be replaced: a correction, not another day's prices."""
NAMES_PER_SLIP: Final = 25
SLOTS: Final = 128
BAND: Final = 5
"""Slots that must be equal for a pair to be looked at: 25 chances of five each, so that of pairs at
the threshold 99% are, of pairs that share half 54%."""
_SEED: Final = 20_250_701
_BAND_BYTES: Final = 4 * BAND
_PRIME: Final = 2**61 - 1
_SYLLABLES: Final = bytes.maketrans(
    bytes(range(256)),
    bytes(
        ord(chr(byte).lower()) if chr(byte) in ascii_lowercase + ascii_uppercase + digits else 32
        for byte in range(256)
    ),
)
_SPELLED: Final = (("đ", "d"), ("Đ", "D"), ("–", "-"), ("—", "-"))
_NUMBER: Final = re.compile(r"[0-9][0-9.,:/-]*")
_LEADING_ZERO: Final = re.compile(r"\b0+(?=[0-9])")
_NAME: Final = re.compile(r"[a-z,)] ([A-Z][a-z]+)")
_PACKED: Final = struct.Struct(f"<{SLOTS}I")


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Where an article stands among those with the same text.

    `cluster` is the key of the earliest of them, None for a text that is there once; `count` is how
    many they are, with this one.
    """

    cluster: str | None = None
    count: int = 1
    is_representative: bool = True


@dataclass(frozen=True)
class Signature:
    """What two texts are compared by: MinHash slots, facts, and the number of syllables."""

    slots: tuple[int, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    length: int

    @cached_property
    def packed(self) -> bytes:
        """The signature as bytes; equal texts have equal bytes."""
        facts = " ".join(sorted(self.numbers)), " ".join(sorted(self.names)), str(self.length)
        return _PACKED.pack(*self.slots) + "\n".join(facts).encode()

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what `packed` holds."""
        numbers, names, length = packed[_PACKED.size :].decode().split("\n")
        slots = _PACKED.unpack_from(packed)
        return cls(slots, frozenset(numbers.split()), frozenset(names.split()), int(length))

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """Numbers below 2**61; texts that may be the same have at least one in common."""
        bands = range(SLOTS // BAND)
        parts = (self.packed[_BAND_BYTES * band : _BAND_BYTES * (band + 1)] for band in bands)
        return tuple(
            (int.from_bytes(part) * len(bands) + band) % _PRIME
            for band, part in zip(bands, parts, strict=True)
        )


def sign(article: Article) -> Signature | None:
    """Return the signature over title, lead and body; None for a text too short to be compared.

    Captions are left out: they change when a text is posted again. Of short texts the attached
    files' names are facts.
    """
    if not (article.lead or article.body):
        return None
    text = _folded("\n".join([article.title or "", article.lead or "", *article.body]))
    syllables = text.translate(_SYLLABLES).decode().split()
    if len(syllables) < SHORTEST:
        return None
    minhash = RMinHash(num_perm=SLOTS, seed=_SEED)
    minhash.update(list(map(" ".join, zip(syllables, syllables[1:], syllables[2:], strict=False))))
    plain = text.decode()
    numbers = {_LEADING_ZERO.sub("", found).rstrip(".,:/-") for found in _NUMBER.findall(plain)}
    if len(syllables) < SHORT:
        numbers |= {_folded(file.name).decode().replace(" ", "_") for file in article.attachments}
    names = frozenset(name.lower() for name in _NAME.findall(plain))
    return Signature(tuple(minhash.digest()), frozenset(numbers), names, len(syllables))


def is_duplicate(one: Signature, other: Signature) -> bool:
    """Tell whether two texts are the same but for small edits; the order does not matter."""
    short = min(one.length, other.length) < SHORT
    return (
        similarity(one, other) >= (SHORT_THRESHOLD if short else THRESHOLD)
        and replaced(one.numbers, other.numbers, NUMBERS_PER_SLIP) == 0
        and replaced(one.names, other.names, NAMES_PER_SLIP) == 0
    )


def similarity(one: Signature, other: Signature) -> float:
    """Return the share of triples that two texts have in common, within about 0.04."""
    equal: int = sum(map(eq, one.slots, other.slots))
    return equal / SLOTS


def replaced(one: frozenset[str], other: frozenset[str], per_slip: int) -> int:
    """Return how many facts have others in their place, beyond one slip in so many facts."""
    return max(0, min(len(one - other), len(other - one)) - len(one | other) // per_slip)


def _folded(text: str) -> bytes:
    for letter, spelled in _SPELLED:
        text = text.replace(letter, spelled)
    return normalize("NFD", text).encode("ascii", "ignore")
