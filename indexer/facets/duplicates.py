"""Which articles are the same text: posted on two portals, or posted again with small edits.

A text is a set of triples of syllables, without diacritics (so "hoà" is "hòa") and in lower case.
rensa's MinHash makes 128 numbers of it, of which two texts share as many as they share triples.
Notices from one template (schedules, power cuts, prices, documents) share nearly all their triples
and are not the same: a posting may leave out facts of another one or add some, not put others in
their place. Facts are numbers and names. Without that rule a third of the pairs that share .65 of
their triples are wrong, with it none is: `python -m tests.quality.duplicates`.

rensa was chosen for its speed and its wheels without dependencies: 0.015 ms for 600 syllables,
where datasketch takes 1.9 ms (and brings numpy and scipy), simhash 1.2 ms (last released in 2022).
"""

import re
import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import eq
from string import ascii_letters, ascii_lowercase, digits
from typing import Final, Self
from unicodedata import normalize
from zlib import crc32

from rensa import RMinHash

from crawler.article import Article

VERSION: Final = f"1.{RMinHash.ALGORITHM_VERSION}"
"""Signatures of another version can't be compared with these."""
THRESHOLD: Final = 0.65
"""Share of triples from which two texts are the same: of the Hanoi portal's articles, postings of
one text share .82 or more, .99 mostly; what was edited in several ways at once shares .6."""
SHORT: Final = 60
"""Syllables under which a text is mostly template ("Chi tiết xem tại văn bản đính kèm")."""
SHORT_THRESHOLD: Final = 0.9
SHORTEST: Final = 20
"""Syllables under which a text says too little to be compared."""
LONGEST: Final = 200_000
"""Letters that are read: what is longer is told by its beginning, in a tenth of a second."""
NUMBERS_PER_SLIP: Final = 20
"""One number in so many may be another: a correction, not another day's schedule."""
NAMES_PER_SLIP: Final = 25
SLOTS: Final = 128
BAND: Final = 5
"""Slots that must be equal for a pair to be looked at: with 25 chances of five each, 95% of the
pairs at the threshold are, 99% of those that share .7, and one in two of those that share .5."""
_SEED: Final = 20_250_701
_BAND_BYTES: Final = 4 * BAND
_PRIME: Final = 2**61 - 1
_SYLLABLES: Final = bytes(
    ord(chr(byte).lower()) if chr(byte) in ascii_letters + digits else ord(" ")
    for byte in range(256)
)
"""For `bytes.translate`: letters become small, what is neither letter nor digit a space."""
_SPELLED: Final = (("đ", "d"), ("Đ", "D"), ("–", "-"), ("—", "-"))
_NUMBER: Final = re.compile(rb"[1-9][0-9.,:/-]*")
"""Without the zeros before it; those within dates are dropped beforehand: 03/08 is 3/8."""
_NAME: Final = re.compile(rb" ([A-Z][a-z]+(?: [A-Z][a-z]+)*)")
_BEFORE_NAME: Final = frozenset(b",)" + ascii_lowercase.encode())
"""Elsewhere a sentence may begin."""
_PLACE: Final = 8
"""Letters before a name that say where it stands: "thôn xã Bắc Hùng"."""
_PACKED: Final = struct.Struct(f"<{SLOTS + 2}I")


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
    """What two texts are compared by: MinHash slots, facts, and the number of syllables.

    Facts are checksums: of numbers, and of names with the words before them.
    """

    slots: tuple[int, ...]
    numbers: frozenset[int]
    names: frozenset[tuple[int, int]]
    length: int

    @cached_property
    def packed(self) -> bytes:
        """The signature as bytes; equal texts have equal bytes."""
        facts = (*sorted(self.numbers), *chain.from_iterable(sorted(self.names)))
        head = _PACKED.pack(*self.slots, self.length, len(self.numbers))
        return head + struct.pack(f"<{len(facts)}I", *facts)

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Read what `packed` holds."""
        *slots, length, count = _PACKED.unpack_from(packed)
        facts = [fact for (fact,) in struct.iter_unpack("<I", packed[_PACKED.size :])]
        names = zip(facts[count::2], facts[count + 1 :: 2], strict=True)
        return cls(tuple(slots), frozenset(facts[:count]), frozenset(names), length)

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
    text = _folded("\n".join([article.title or "", article.lead or "", *article.body])[:LONGEST])
    syllables = text.translate(_SYLLABLES).decode().split()
    if len(syllables) < SHORTEST:
        return None
    minhash = RMinHash(num_perm=SLOTS, seed=_SEED)
    minhash.update(list(map(" ".join, zip(syllables, syllables[1:], syllables[2:], strict=False))))
    numbers = [found.rstrip(b".,:/-") for found in _NUMBER.findall(text.replace(b"/0", b"/"))]
    if len(syllables) < SHORT:
        numbers += [_folded(file.name) for file in article.attachments]
    return Signature(
        tuple(minhash.digest()), frozenset(map(crc32, numbers)), _names(text), len(syllables)
    )


def _names(text: bytes) -> frozenset[tuple[int, int]]:
    """Return the letters before each name and the name; a sentence's first word is none."""
    return frozenset(
        (crc32(text[max(0, start - _PLACE) : start]), crc32(found[1]))
        for found in _NAME.finditer(text)
        if text[(start := found.start()) - 1] in _BEFORE_NAME
    )


def is_duplicate(one: Signature, other: Signature, threshold: float = THRESHOLD) -> bool:
    """Tell whether two texts are the same but for small edits; the order does not matter."""
    short = min(one.length, other.length) < SHORT
    return (
        similarity(one, other) >= (SHORT_THRESHOLD if short else threshold)
        and _other_numbers(one, other) <= len(one.numbers | other.numbers) // NUMBERS_PER_SLIP
        and _other_names(one, other) <= len(one.names | other.names) // NAMES_PER_SLIP
    )


def _other_numbers(one: Signature, other: Signature) -> int:
    """Return how many numbers of one text can stand for another number of the other."""
    return min(len(one.numbers - other.numbers), len(other.numbers - one.numbers))


def _other_names(one: Signature, other: Signature) -> int:
    """Return in how many places either text has a name that the other nowhere has."""
    return len(_places_of_own(one, other) & _places_of_own(other, one))


def _places_of_own(one: Signature, other: Signature) -> set[int]:
    known = {name for _, name in other.names}
    return {place for place, name in one.names if name not in known}


def similarity(one: Signature, other: Signature) -> float:
    """Return the share of triples that two texts have in common, within about 0.04."""
    equal: int = sum(map(eq, one.slots, other.slots))
    return equal / SLOTS


def _folded(text: str) -> bytes:
    for letter, spelled in _SPELLED:
        text = text.replace(letter, spelled)
    return normalize("NFD", text).encode("ascii", "ignore")
