"""The command line: ``touchline COMMAND``. One file a group of commands."""

from __future__ import annotations

import importlib
import sys

import click

from touchline import __version__

COMMANDS = {
    "init": ("touchline.cli.init", "Make an empty workspace."),
    "demo": ("touchline.cli.demo", "Fill a workspace with the sample business and serve it."),
    "serve": ("touchline.cli.serve", "Serve the pages of a workspace."),
    "import": ("touchline.cli.imports", "Take a file of touches, orders or people into the record."),
    "imports": ("touchline.cli.imported", "List the imports and what became of their rows."),
    "inbox": ("touchline.cli.inbox", "Show what waits in the inbox and what was refused; put messages in."),
    "undo": ("touchline.cli.undoing", "Undo an import as a whole."),
    "touchpoint": ("touchline.cli.touchpoint", "List touchpoints and put them on a stage and a channel."),
    "plan": ("touchline.cli.plan", "Plan touchpoints and chains; check the plan, keep it in a file."),
    "person": ("touchline.cli.person", "Show a person's ids, join and split them, rule about shared ids."),
    "ask": ("touchline.cli.ask", "Ask the record a question."),
    "attribute": (
        "touchline.cli.attribute",
        "List, add and remove attributes of touches and facts of people.",
    ),
    "export": ("touchline.cli.export", "Give out everything held of a person."),
    "forget": ("touchline.cli.forget", "Forget a person: leave no byte of them in the workspace."),
    "index": ("touchline.cli.index", "Show, rebuild and check the journey index."),
    "rates": ("touchline.cli.rates", "List, set and import rates of currencies, and show which are missing."),
    "member": ("touchline.cli.member", "List members, let them in, change their roles."),
    "audit": ("touchline.cli.audit", "List what members changed; undo a change."),
    "systemd": ("touchline.cli.systemd", "Print a systemd unit that serves a workspace."),
    "settings": ("touchline.cli.settings", "Show and change what the business settled."),
    "backup": ("touchline.cli.backup", "Write a copy of the workspace to one file."),
    "backups": ("touchline.cli.backups", "List the backups and until when they are kept."),
    "restore": ("touchline.cli.restore", "Make a workspace from a backup; it starts held."),
    "release": ("touchline.cli.release", "Let a restored copy send again."),
    "upgrade": ("touchline.cli.upgrade", "Bring a workspace to this version."),
    "move-to": ("touchline.cli.move_to", "Move the operations store from SQLite to PostgreSQL."),
    "doctor": ("touchline.cli.doctor", "Check a workspace and say what is wrong."),
}


class _Lazy(click.Group):
    """A group that loads a command's file when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="touchline")
@click.option(
    "--home", metavar="DIR", help="Folder of the workspace (TOUCHLINE_HOME, else ./touchline-home)."
)
@click.pass_context
def touchline(ctx: click.Context, home: str | None) -> None:
    """Manage every touchpoint with your customers: the plan, the record and the next action."""
    ctx.obj = home


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 refused with a sentence, 2 wrong usage."""
    try:
        touchline.main(standalone_mode=True)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:
        sentence = of_the_workspace(error)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(1)


def of_the_workspace(error: Exception) -> str | None:
    """What is wrong with the workspace itself, where that is the trouble."""
    from touchline.collect.disk import is_full

    if is_full(error):
        return "The disk is full. Make room and try again: what was recorded is kept. See: touchline doctor"
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return f"The workspace cannot be used: {error.strerror or error}{where}. See: touchline doctor"
    kinds = [(one.__module__.split(".")[0], one.__name__) for one in type(error).__mro__]
    if ("django", "DatabaseError") in kinds:
        said = (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".:")
        return f"The workspace's database cannot be used: {said}. See: touchline doctor"
    if ("touchline", "GenerationDamaged") in kinds or ("touchline", "GenerationGone") in kinds:
        return f"{error} Build it anew: touchline index build"
    if ("touchline", "LakeError") in kinds or ("touchline", "StoresDisagree") in kinds:
        return str(error)
    return None
