"""New codes and their keys. Codes live in memory alone: what is stored can't bring them back."""

import secrets
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from app.core.codes import ALPHABET, Code, new_code
from app.core.hashing import AT_ONCE, HashCost
from app.core.jobs import Report
from app.polls.code_rules import PASSPHRASE_GROUP, PASSPHRASE_GROUPS, write_passphrase
from app.polls.keys import SALT_BYTES, Keys, derive_keys
from app.polls.proofs import PROOF_LOOKUP

#: Seconds that one of many codes waits for its turn: nobody looks at a screen meanwhile.
_PATIENCE: Final = 300.0


@dataclass(frozen=True)
class MadeCode:
    """A code with what is stored of it."""

    code: Code = field(repr=False)
    salt: bytes = field(repr=False)
    keys: Keys = field(repr=False)


def draw_codes(count: int, taken: Collection[str]) -> list[Code]:
    """Return so many random codes whose look-ups differ from each other and from `taken`."""
    known, codes = {*taken, PROOF_LOOKUP}, list[Code]()
    while len(codes) < count:
        code = new_code()
        if code.lookup not in known:
            known.add(code.lookup)
            codes.append(code)
    return codes


def lock_codes(codes: Sequence[Code], cost: HashCost, report: Report) -> list[MadeCode]:
    """Return the codes with their keys, in the same order, as many at once as a process may.

    Raises:
        BusyError: no turn at argon2id came free for minutes.
    """
    made = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for each in pool.map(lambda code: _lock(code, cost), codes):
            made.append(each)
            report(len(made), len(codes))
    return made


def new_passphrase() -> str:
    """Return a new passphrase of 100 random bits, in groups."""
    length = PASSPHRASE_GROUPS * PASSPHRASE_GROUP
    return write_passphrase("".join(secrets.choice(ALPHABET) for _ in range(length)))


def _lock(code: Code, cost: HashCost) -> MadeCode:
    salt = secrets.token_bytes(SALT_BYTES)
    return MadeCode(code, salt, derive_keys(code.secret, salt, cost, longest_wait=_PATIENCE))
