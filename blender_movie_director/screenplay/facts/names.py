"""Names: when two spellings are the same one, and what is a name at all."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .figures import Alias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..elements import Element


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NUMBERED = re.compile(r"(?:^|\s)(?:#?\d{1,3}|NO\.? ?\d+|[IVX]{2,}|ONE|TWO|THREE|FOUR|FIVE)$")
_ARTICLE = re.compile(r"^(?:THE|AN?|SECOND|FIRST|THIRD|ANOTHER|OTHER|SOME)\s+")
_GENERIC = _words("""
    ALL ANNOUNCER ASSISTANT ATTENDANT AUDIENCE AUNT BABY BAND BARMAID BARMAN BARTENDER BOTH BOY BOYS BUTLER CABBIE
    CALLER CAPTAIN CASHIER CHEF CHILD CHILDREN CHOIR CHORUS CLERK COACH COMPUTER CONDUCTOR COOK COP COPS CROWD
    CUSTOMER DETECTIVE DISPATCHER DOCTOR DRIVER EVERYBODY EVERYONE FATHER FARMER FIREMAN FISHERMAN FRIEND GANG
    GENTLEMAN GIRL GIRLS GRANDFATHER GRANDMOTHER GROUP GUARD GUARDS GUEST GUESTS GUY HOST HOSTESS HUSBAND INSPECTOR
    JOURNALIST JUDGE KID KIDS LADY LAWYER MACHINE MAID MAN MANAGER MEDIC MEN MOB MOTHER MUM NARRATOR NEIGHBOR
    NEIGHBOUR NEWSREADER NEWSCASTER NURSE OFFICER OPERATOR OWNER PARAMEDIC PASSENGER PASSERBY PATIENT PEOPLE PILOT
    PLUMBER POLICEMAN POLICEWOMAN PORTER PRIEST PRISONER PROFESSOR RADIO RECEPTIONIST REPORTER SAILOR SECRETARY
    SERGEANT SERVANT SHOPKEEPER SISTER BROTHER SOLDIER SOLDIERS SPEAKER STEWARD STEWARDESS STRANGER STUDENT STUDENTS
    TEACHER TECHNICIAN TEENAGER TELEVISION TOURIST TV UNCLE USHER VENDOR VICAR VOICE VOICES WAITER WAITRESS WIFE
    WITNESS WOMAN WOMEN WORKER WORKERS
""")
"""Words for what someone does or is. A role made of nothing but these and what describes them has no name."""
_DESCRIBING = _words("""
    ANGRY BALD BEARDED BIG BLIND BLOND BLONDE BUSY DRUNK DRUNKEN ELDERLY FAT FEMALE HEAD LITTLE LOST MALE MASKED
    MIDDLE-AGED MYSTERIOUS NERVOUS OLD OLDER POLICE PRETTY RICH SECURITY SHORT SLEEPING SMALL STRANGE TALL TAXI
    TEENAGE THIN TIRED TRAIN BUS WELL-DRESSED YOUNG YOUNGER AND OF IN WITH AT ON A AN THE & HIS HER
""")
_TITLES = re.compile(r"^(?:MR|MRS|MS|MISS|DR|SIR|LADY|LORD|YOUNG|OLD|LITTLE|OLDER|YOUNGER|AUNT|UNCLE|CAPTAIN)\.?$")
_NOT_A_LETTER = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """The form under which differently written names are the same one: in capitals or not, O'NEIL with either mark."""
    return straight(" ".join(name.split()).casefold())


def straight(text: str) -> str:
    """The same, and as long, with the apostrophes that a typewriter has."""
    return text if text.isascii() else text.replace("\u2019", "'").replace("\u2018", "'")


def speaker_of(cue: Element) -> str:
    """Whose cue this is. Empty for `CUT TO:` with no blank line after it, which reads as a cue and names nobody."""
    return "" if cue.name.endswith("TO:") and not cue.forced else cue.name


def bare(name: str) -> str:
    """Only the letters and digits, without accents: what two spellings of one name have in common."""
    folded = name.casefold()
    if not folded.isascii():
        folded = "".join([c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)])
    return _NOT_A_LETTER.sub("", folded)


class Aliases:
    """The user's table. It may lead over several steps, and one that leads in a circle ends where it began."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._names = {
            fold(alias): " ".join(name.split()) for alias, name in table.items() if fold(alias) and fold(name)
        }

    def name(self, name: str) -> str:
        """The name under which this one counts."""
        if not self._names:
            return name
        seen = set[str]()
        while (key := fold(name)) in self._names and key not in seen:
            seen.add(key)
            name = self._names[key]
        return name


def is_generic(name: str) -> bool:
    """Whether a role has no name of its own.

    That is so if it ends in a small number (`WAITRESS #2`, `COP TWO`), begins with an article (`THE STRANGER`), or
    consists only of common words for people, with or without adjectives (`OLD MAN`, `TAXI DRIVER`).
    """
    upper = " ".join(name.upper().split())
    if _NUMBERED.search(upper) or _ARTICLE.match(upper):
        return True
    words = upper.replace("'S", "").split()
    return any(word in _GENERIC for word in words) and all(word in _GENERIC or word in _DESCRIBING for word in words)


def suggested_aliases(names: Iterable[str]) -> tuple[Alias, ...]:
    """Names that may mean the same person: one is the other with a title, an age, a first or a last name.

    A last name that several share (`SMITH` beside `ANNA SMITH` and `BOB SMITH`) tells nothing.
    """
    known = {fold(name): name for name in names if not is_generic(name)}
    found: list[Alias] = []
    by_last: dict[str, list[str]] = {}
    for key, name in known.items():
        words = key.split()
        if len(words) == 1:
            continue
        titled = _TITLES.match(words[0].upper()) is not None
        sure = {" ".join(words[1:])} if titled else {words[0]}
        found += [Alias(known[part], name) for part in sure if part in known]
        if words[-1] in known and words[-1] not in sure:
            by_last.setdefault(words[-1], []).append(name)
    found += [Alias(known[last], of[0]) for last, of in by_last.items() if len(of) == 1]
    return tuple(sorted(found))
