"""The words of the pages in Vietnamese and English: a table for each part, words/*.toml.

A line is `name = ["tiếng Việt", "English"]`; names are unique over all tables.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Final, Literal, get_args

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
FOLDER: Final = Path(__file__).parent / "words"


@lru_cache(maxsize=len(LANGUAGES))
def words(language: Language) -> SimpleNamespace:
    """Return the words of a language as attributes; raises ValueError for a name of two tables."""
    place = LANGUAGES.index(language)
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := found.keys() & table.keys():
            message = f"{path.name}: these words are in another table, too: {sorted(twice)}"
            raise ValueError(message)
        found |= {name: texts[place] for name, texts in table.items()}
    return SimpleNamespace(**found)
