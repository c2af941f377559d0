"""Commands about accounts."""

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.errors import DomainError
from app.staff import services
from app.staff.rules import Role
from app.web.context import parts
from app.web.db_session import get_session

group = AppGroup("staff", help="Accounts of staff (medewerkers).")


@group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="As residents see it.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role])
)
@click.option("--district", "districts", multiple=True, help="Key of a district; repeat for more.")
@click.password_option(help="Asked for when not given.")
def add(
    username: str, name: str, roles: tuple[str, ...], districts: tuple[str, ...], password: str
) -> None:
    """Add an account with user name USERNAME."""
    account = services.Account(
        username=username,
        name=name,
        roles=frozenset(Role(role) for role in roles),
        districts=frozenset(districts),
    )
    session = get_session()
    try:
        hashed = services.hash_password(password, parts().hash_cost)
        services.add_member(
            session, account, password_hash=hashed, actor="command", now=clock.now()
        )
    except DomainError as error:
        raise click.ClickException(f"{type(error).__name__}: {error}") from error
    session.commit()
    click.echo(f"Added {username}.")
