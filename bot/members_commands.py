"""`koe members`: who is registered, and taking a registration back, from the command line."""

from typing import Annotated

import typer

from bot.app import Koe
from bot.opening import Problem, opened
from handlers.membership import channels_of, end
from handlers.work import Work
from surveys.people import MemberRole


def member_lines(koe: Koe) -> list[str]:
    """A line for each member: id, role, day of joining, channels."""

    def lines(work: Work) -> list[str]:
        return [
            f"{member.id}  {member.role.name.lower():<11}  "
            f"{work.local(member.joined_at):%Y-%m-%d}  "
            f"{','.join(channels_of(work, member)) or '-'}"
            for member in work.uow.members.active(MemberRole.STAFF)
        ]

    return koe.see(lines)


def revoke_member(koe: Koe, wanted: str) -> str:
    """Take the registration back whose id begins with `wanted`; a line that says so.

    The last admin may go here: `koe invite` makes another one.

    Raises:
        Problem: no member's id begins so, or several do.
    """

    def revoked(work: Work) -> str:
        members = work.uow.members.active(MemberRole.STAFF)
        found = [member for member in members if wanted and member.id.startswith(wanted)]
        if len(found) != 1:
            what = "no member" if not found else f"{len(found)} members"
            raise Problem(f"{what} with an id that begins with {wanted!r}; see `koe members`")
        end(work, found[0], actor="command line", action="revoked")
        return f"revoked {found[0].id} ({found[0].role.name.lower()})"

    return koe.do(revoked)


members_app = typer.Typer(help="Who is registered.", invoke_without_command=True)


@members_app.callback()
def members(context: typer.Context) -> None:
    """List the members: id, role, day of joining, channels; no names are known."""
    if context.invoked_subcommand is None:
        listed()


@members_app.command("list")
def listed() -> None:
    """List the members: id, role, day of joining, channels; no names are known."""
    with opened(secret_needed=False) as koe:
        for line in member_lines(koe):
            typer.echo(line)


@members_app.command("revoke")
def revoke(
    member: Annotated[str, typer.Argument(help="The member's id, or how it begins.")],
) -> None:
    """Take a registration back."""
    with opened(secret_needed=False) as koe:
        typer.echo(revoke_member(koe, member))
