"""Every command of the project, run with everything that it can take."""

from collections.abc import Iterator
from typing import Final

import click

from tests.factories import PASSWORD
from tests.threats.sealed import NEW_REF, Site

#: Would never end, or starts the site anew; it reads no ballot.
NOT_RUN: Final = {"serve"}
#: What a command asks for that can't be given here: it refuses, in both sites alike.
_REFUSED: Final = {"username", "name", "role", "roles"}


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command, subcommands too."""
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            if name not in NOT_RUN:
                yield from commands(command, (*path, name))
    else:
        yield path


def _command_at(group: click.Group, path: tuple[str, ...]) -> click.Command:
    found: click.Command = group
    for name in path:
        assert isinstance(found, click.Group)
        found = found.commands[name]
    return found


def _arguments(command: click.Command, site: Site, poll: str) -> list[str]:
    """Return arguments for everything that a command asks for, and for everything it can take."""
    fillings = {
        "poll": poll,
        "poll_ref": poll,
        "out": str(site.folder / "out" / (command.name or "")),
        "file": str(site.folder / "none.csv"),
        "password": PASSWORD,
        "kind": "json",
        "when_empty": True,
    }
    made: list[str] = []
    for parameter in command.params:
        value = fillings.get(str(parameter.name))
        assert value is not None or not parameter.required or parameter.name in _REFUSED, parameter
        if value is None:
            continue
        flag = [parameter.opts[0]] if isinstance(parameter, click.Option) else []
        made += flag if value is True else [*flag, str(value)]
    return made


def run(site: Site, path: tuple[str, ...], poll: str) -> tuple[object, ...]:
    """Return what a command says and writes."""
    out = site.folder / "out"
    out.mkdir(exist_ok=True)
    given = _arguments(_command_at(site.app.cli, path), site, poll)
    done = site.app.test_cli_runner().invoke(args=[*path, *given], input="")
    written = {file.name: file.read_bytes() for file in sorted(out.iterdir())}
    said = NEW_REF.sub(lambda found: found[0] if found[0] == poll else "", done.output)
    said = said.replace(str(site.folder), "")
    return done.exit_code, type(done.exception).__name__, said, written
