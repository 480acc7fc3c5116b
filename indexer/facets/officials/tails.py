"""Where an office or an organisation ends: the grammar of its name, word by word."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from indexer.facets.officials import organs, vocabulary
from indexer.facets.officials.surnames import is_full_name
from indexer.facets.officials.tokens import Phrases, Token
from indexer.facets.officials.units import (
    capital_run,
    end_of_large_unit,
    end_of_unit,
    end_of_unit_word,
)
from indexer.facets.officials.vocabulary import phrases

ORGANISATIONS: Final = Phrases(organs.ORGANISATIONS)
_HEADS: Final = Phrases(vocabulary.HEADS)
_FIELDS: Final = Phrases(organs.FIELDS)
_VERBS: Final = Phrases(organs.VERBS)
_PERSONS: Final = Phrases((*vocabulary.HONORIFICS, *vocabulary.RANKS))
_NO_ORGAN: Final = Phrases(organs.NO_ORGAN)
_OPEN_NOUNS: Final = frozenset(
    phrases("sở|bộ|ban|phòng|cục|vụ|viện|tâm|hội|đài|trường|khoa|tổ|đội|đồng|đạo|chức|lý|hiệp|công")
    + phrases("ty|án|trạm|trung|gia|các|phố|thôn|bản|xóm|ấp")
)
"""Last words of organs' nouns that want a field behind them; "Huyện ủy" wants none."""
_NAMED: Final = frozenset({"trường", "thpt", "thcs", "học", "viện", "mầm", "non", "quỹ", "báo"})
"""Last words before a name that is the organisation's: "Trường THPT Nguyễn Du"."""
_NOUNS_IN_HEADS: Final = frozenset(
    phrases("phòng|ban|khoa|trạm|đài|tra|nhiệm|trách|đoàn|án|bcđ|vp|trưởng|đạo|chức|lý|thôn|bản")
    + phrases("xóm|ấp|khu|phố")
)
_NUMBERED: Final = frozenset({"đạo", "khu", "số", "đoàn", "đội", "đồng", "non", "học", "phòng"})
_VILLAGE: Final = frozenset({"thôn", "bản", "xóm", "ấp", "phố", "khu"})
_LEVELS: Final = {
    **dict.fromkeys(phrases("đội|tổ|khoa|phòng|ban|trung tâm|chi cục"), 1),
    **dict.fromkeys(phrases("cục|vụ|viện|văn phòng|thanh tra|sở"), 2),
    **dict.fromkeys(phrases("tổng cục|ban tuyên giáo|hội liên hiệp"), 3),
    **dict.fromkeys(phrases("bộ"), 4),
}
"""Which organ may stand behind a comma as the one above: "Cục 42, Tổng cục 5, Bộ Công an"."""
_ABOVE: Final = Phrases(_LEVELS)
_SERVED: Final = frozenset({"phòng", "lý", "viên", "của"})
"""Words after which an office belongs to the name: "Văn phòng Chủ tịch nước"."""


class _State(Enum):
    """What a name of an organisation ends with so far, which decides how it may go on."""

    HEAD = auto()
    NOUN = auto()
    FIELD = auto()
    WHOLE = auto()


def end_of_tail(tokens: Sequence[Token], start: int, head: int) -> int:
    """Return the index behind the organisation that follows an office's head.

    `start` to `head` is the office's head; both the same for an organisation by itself. Without
    anything that belongs to it, `head` is returned.
    """
    state = _State.HEAD
    if head == start or tokens[head - 1].key in _NOUNS_IN_HEADS:
        state = _State.NOUN
    loud = head > start + 1 and all(token.text.isupper() for token in tokens[start:head])
    index, level = head, _level(tokens, max(start, head - 1), head)
    while index < len(tokens):
        end, after = _step(tokens, index, state, loud=loud)
        if end == index and index > head:
            end, after = _listed(tokens, index, state), _State.FIELD
        if end == index and index > head and 0 < level < _level(tokens, index + 1, len(tokens)):
            end, after = _above(tokens, index), _State.WHOLE
        if end == index:
            end, noun = _joined(tokens, index, head)
            after = _State.NOUN if noun else _State.FIELD
        if end == index:
            break
        level = _level(tokens, index, end) or level
        index, state = end, after
    return index


def _level(tokens: Sequence[Token], index: int, end: int) -> int:
    """Return how high the organ is that begins at `index` and ends by `end`, 0 if none does."""
    found = _ABOVE.match(tokens, index)
    return _LEVELS[" ".join(t.key for t in tokens[index:found])] if index < found <= end else 0


def _above(tokens: Sequence[Token], index: int) -> int:
    """Return the index behind a comma and the organ above; `index` where a list of organs goes on.

    "Cục Tin học nghiệp vụ, Bộ Công an", but not "Trung tâm Y tế, Sở và Ban Dân tộc".
    """
    if tokens[index].key != "," or not tokens[index + 1].capital:
        return index
    end = end_of_tail(tokens, index + 1, index + 1)
    noun = ORGANISATIONS.match(tokens, index + 1)
    if noun == end or tokens[noun].key == "và":
        return index
    going_on = end + 1 < len(tokens) and tokens[end].key in {",", "và", "cùng"}
    return index if going_on and ORGANISATIONS.match(tokens, end + 1) > end + 1 else end


def _listed(tokens: Sequence[Token], index: int, state: _State) -> int:
    """Return the index behind ", Hạ tầng và" of "Kinh tế, Hạ tầng và Đô thị"; `index` where none.

    Each part is a capitalised word, perhaps one more, or a field; no organ, office or person is.
    """
    at = index
    while state is _State.FIELD and at + 3 < len(tokens) and tokens[at].key == ",":
        part = at + 1
        if not tokens[part].capital or _begins_other(tokens, part):
            return index
        field = _FIELDS.match(tokens, part)
        at = field if field > part else part + 1
        while at < len(tokens) and at < part + 6 and tokens[at].text.isalpha():
            if tokens[at].key == "và" or tokens[at].key in organs.ACTS:
                break
            at += 1
        if at + 1 < len(tokens) and tokens[at].key == "và":
            last = tokens[at + 1]
            return at + 1 if last.capital and not _begins_other(tokens, at + 1) else index
    return index


def _begins_other(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether an organ, an office, a person or a unit begins, and no part of a list."""
    run = capital_run(tokens, index)
    return (
        (ORGANISATIONS.match(tokens, index) > max(index, _FIELDS.match(tokens, index)))
        or _begins_part(tokens, index)
        or (is_full_name(run) and len(run) > 2)
        or end_of_unit_word(tokens, index) > index
        or end_of_large_unit(tokens, index) > index
    )


def _step(tokens: Sequence[Token], index: int, state: _State, *, loud: bool) -> tuple[int, _State]:
    """Return the index behind the next part of the name, and what the name then ends with.

    Of a `loud` text, all in capitals, only known words are parts.
    """
    token = tokens[index]
    organ, field = ORGANISATIONS.match(tokens, index), _FIELDS.match(tokens, index)
    unit = end_of_unit_word(tokens, index)
    if unit > index and unit >= max(organ, field):
        return (unit if loud else end_of_unit(tokens, index)), _State.WHOLE
    if _ends(tokens, index, organ, field, named=state is not _State.HEAD):
        return index, state
    if organ > index and organ >= field:
        if (
            token.text == "Đoàn"
            and len(run := capital_run(tokens, index)) > 2
            and is_full_name(run)
        ):
            return index, state  # a person of that surname: "Bộ Y tế Đoàn Công Huynh"
        opens = tokens[organ - 1].key in _OPEN_NOUNS
        return organ, _State.NOUN if opens else _State.WHOLE
    if field > index and state is not _State.HEAD:
        acts = loud or (not token.capital and _VERBS.match(tokens, index) == field)
        lower = not token.capital and state is _State.WHOLE
        return (
            (index, state)
            if lower or (acts and state is not _State.NOUN)
            else (field, _State.FIELD)
        )
    if token.capital and not loud and state is not _State.HEAD:
        begins = state is _State.NOUN or not tokens[index - 1].capital
        return _proper(tokens, index, begins=begins), _State.FIELD
    if token.key == "số" and state is not _State.HEAD and index + 1 < len(tokens):
        return (index + 2, _State.WHOLE) if tokens[index + 1].key.isdigit() else (index, state)
    numbered = state is _State.NOUN or tokens[index - 1].key in _NUMBERED
    return (index + 1, _State.WHOLE) if numbered and token.key.isdigit() else (index, state)


def _ends(tokens: Sequence[Token], index: int, organ: int, field: int, *, named: bool) -> bool:
    """Tell whether a person's title, another office or a word that only looks like an organ begins.

    `organ` and `field` are where a noun and a field that begin at `index` would end.
    """
    person, head = _PERSONS.match(tokens, index), _HEADS.match(tokens, index)
    if person > index and not (named and field >= person):
        return True
    if head > index and head >= max(organ, field) and tokens[index - 1].key not in _SERVED:
        return True
    return organ > index and organ >= field and _NO_ORGAN.match(tokens, index) >= organ


def _proper(tokens: Sequence[Token], index: int, *, begins: bool) -> int:
    """Return the index behind one capitalised word, or a unit's name; `index` before a person.

    A word that `begins` a name takes one in lower case along: "Phát hành", "Xuất nhập".
    """
    if (end := end_of_large_unit(tokens, index)) > index:
        return end
    run = capital_run(tokens, index)
    if is_full_name(run):
        before = tokens[index - 1].key
        named = before in _NAMED or (before in _VILLAGE and len(run) == 2)
        return index + len(run) if named else index
    if not run[0].text.isupper() and is_full_name(run[:3]) and _begins_part(tokens, index + 3):
        return index
    after = index + 1
    if len(run) == 1 and begins and not run[0].text.isupper() and after < len(tokens):
        after += tokens[after].text.islower() and tokens[after].key not in organs.ACTS
    return after


def _begins_part(tokens: Sequence[Token], index: int) -> bool:
    return _HEADS.match(tokens, index) > index or _PERSONS.match(tokens, index) > index


def _joined(tokens: Sequence[Token], index: int, head: int) -> tuple[int, bool]:
    """Return the index behind a sign or connector and what it joins; `index` where nothing."""
    key, after = tokens[index].key, index + 1
    if key not in organs.CONNECTORS | {",", "("} or after >= len(tokens):
        return index, False
    if key == "(":
        closed = after + 1 < len(tokens) and tokens[after + 1].key == ")"
        ends = closed and index > head and tokens[after].text.isupper()
        return (after + 2, True) if ends else (index, False)
    if index > head and _is_tight(tokens, index):
        return after + 1, False
    if key == "," or (_HEADS.match(tokens, after) > after and key != "của"):
        return index, False
    end, noun = _connected(tokens, index, key)
    return (end, noun) if index > head or noun else (index, False)


def _connected(tokens: Sequence[Token], index: int, key: str) -> tuple[int, bool]:
    """Return the index behind a connector and what it connects; `index` where nothing."""
    after = index + 1
    field, organ = _FIELDS.match(tokens, after), ORGANISATIONS.match(tokens, after)
    noun = organ > after and tokens[organ - 1].key in _OPEN_NOUNS
    if key in {"của", "thuộc"}:
        end = max(organ, end_of_unit(tokens, after))
        return (end, noun) if end > after else (index, False)
    if key in {"-", "–"} and organ > max(after, field) and tokens[after].capital:
        return organ, noun
    if field == after or field < organ:
        return index, False
    if key == "về":
        return (field, False) if tokens[index - 1].key in {"gia", "đạo"} else (index, False)
    named = tokens[after].capital or tokens[index - 1].text.islower()
    return (field, False) if named else (index, False)


def _is_tight(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a sign joins two abbreviations without a blank: "VH,TT", "PT-TH"."""
    before, behind = tokens[index - 1], tokens[index + 1]
    acronyms = before.text.isupper() and behind.text.isupper() and len(behind.text) > 1
    return acronyms and tokens[index].key in {",", "-", "/"} and behind.start == before.end + 1
