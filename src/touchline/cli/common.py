"""What commands share: the workspace they work on, and how they say no."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from touchline.settings import Settings, SettingsError

P = ParamSpec("P")
R = TypeVar("R")


def refuse(sentence: str) -> NoReturn:
    """End with a sentence on standard error and exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


def with_home(
    *, make: bool = False, any_version: bool = False
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Start Django on the workspace and pass its settings as the first argument.

    Adds ``--home`` to the command itself, so that it may stand before or after the command's name.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        @click.option("--home", metavar="DIR", help="Folder of the workspace.")
        @click.pass_context
        @functools.wraps(function)
        def wrapper(ctx: click.Context, /, *args: Any, home: str | None = None, **options: Any) -> R:
            chosen = start(home or ctx.find_root().obj, make=make, any_version=any_version)
            return function(chosen, *args, **options)

        return wrapper

    return decorate


def start(home: str | None, *, make: bool = False, any_version: bool = False) -> Settings:
    """Start Django on a workspace, or end with the sentence that says why not."""
    from touchline.service.home import use_home

    try:
        return use_home(home, make=make, any_version=any_version)
    except SettingsError as error:
        refuse(str(error))


def start_alone() -> None:
    """Let texts be read and said without a workspace: nothing is opened, and nothing made."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def print_json(value: object) -> None:
    """One JSON document on standard output, letters of every script as they are."""
    click.echo(json.dumps(value, ensure_ascii=False))
