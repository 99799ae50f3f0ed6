"""The systemd unit that serves a workspace."""

from __future__ import annotations

import re
from pathlib import Path

from touchline.settings import Settings, SettingsError

_UNIT = """\
# Touchline serving {home}. Made by: touchline systemd
[Unit]
Description=Touchline ({name})
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
User={user}
ExecStart={start}
# More settings, and secrets, may stand here; the file may be missing.
EnvironmentFile=-/etc/touchline.env
UMask=0077
Restart=always
RestartSec=2
# The supervisor ends its children within 5 seconds.
KillMode=mixed
TimeoutStopSec=15
LimitNOFILE=65536

# It may write its workspace, and nothing else of the machine.
ReadWritePaths={folder}
ProtectSystem=strict
ProtectHome={protect_home}
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
CapabilityBoundingSet={capability}
{ambient}ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
# Not MemoryDenyWriteExecute: kernels are compiled while it runs.

[Install]
WantedBy=multi-user.target
"""


def unit(settings: Settings, program: list[str], user: str) -> str:
    """A unit that serves the workspace as ``user`` under the given settings.

    Raises ``SettingsError`` where a name cannot stand in a unit.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_-]{0,31}", user):
        raise SettingsError(f"{user!r} cannot be a user of the machine. Give a name such as touchline.")
    if any(ord(char) < 32 for char in str(settings.home)):
        raise SettingsError("The folder of the workspace has a line end in its name. Name another one.")
    words = [*program, "--home", str(settings.home), "serve", "--host", settings.host]
    words += ["--port", str(settings.port), "--public-url", settings.public_url]
    for proxy in settings.trusted_proxies:
        words += ["--trusted-proxy", str(proxy)]
    low = settings.port < 1024
    return _UNIT.format(
        home=settings.home,
        name=settings.home.name.replace("%", "%%"),
        user=user,
        start=" ".join(_word(word) for word in words),
        folder=_quoted(str(settings.home)),
        protect_home="read-only" if _in_homes(settings.home, Path(program[0])) else "yes",
        capability="CAP_NET_BIND_SERVICE" if low else "",
        ambient="AmbientCapabilities=CAP_NET_BIND_SERVICE\n" if low else "",
    )


def _in_homes(*paths: Path) -> bool:
    return any(str(path).startswith(("/home/", "/root/", "/run/user/")) for path in paths)


def _word(text: str) -> str:
    """One word of a command line, with what systemd would read into it taken out."""
    return _quoted(text.replace("$", "$$"))


def _quoted(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"' if re.search(r"[\s'\";]", text) or not text else text
