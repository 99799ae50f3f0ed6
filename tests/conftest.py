"""Every test runs on a workspace of its own in a temporary folder."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import forked, purity, stores, workers
from tests.workers import CACHE

workers.keep_bytecode()
workers.spare_the_disk()
_HOME = Path(tempfile.mkdtemp(prefix="touchline-test-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
_OURS = ("TOUCHLINE_TEST_ALL", "TOUCHLINE_PROVE", "TOUCHLINE_TEST_STORE")
for name in [name for name in os.environ if name.startswith("TOUCHLINE_") and name not in _OURS]:
    del os.environ[name]
os.environ.pop("DATABASE_URL", None)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # run in the background: commands would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["TOUCHLINE_HOME"] = str(_HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "touchline.django_settings"

hypothesis.settings.register_profile(
    "touchline", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # how long an example takes says how busy the machine is
hypothesis.settings.load_profile("touchline")

PROVE = bool(os.environ.get("TOUCHLINE_PROVE"))
EXAMPLES = 10 if PROVE else 1
"""How many times as many examples and kills a run makes: ``make prove`` makes ten times as many."""

SHARED = workers.ROOT.parent / "shared"


def pytest_configure(config: pytest.Config) -> None:
    _begin_store(getattr(config, "workerinput", {}))
    import django

    from touchline.journeys import kernels

    django.setup()

    kernels.use_cache(CACHE)


def _begin_store(given: dict[str, Any]) -> None:
    if stores.STORE not in ("sqlite", "postgresql"):
        pytest.exit("TOUCHLINE_TEST_STORE is neither sqlite nor postgresql.", returncode=2)
    if not stores.POSTGRESQL:
        return
    if not (stores.binary("postgres") and stores.binary("initdb")):
        wanted = bool(os.environ.get("TOUCHLINE_TEST_ALL"))
        pytest.exit("PostgreSQL is not there: nothing was tested on it.", returncode=int(wanted))
    atexit.register(stores.end)
    if workers.is_one():
        stores.join(given["cluster"])
    else:
        stores.begin()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    workers.prepare()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    if stores.POSTGRESQL:
        node.workerinput["cluster"] = stores.describe()


def pytest_unconfigure() -> None:
    stores.end()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Packed files hold the time they were packed at; the names of tests are the same in each process."""
    return argname if isinstance(val, bytes) and len(val) > 12 else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not purity.uses_store(item):
            item.add_marker("pure")
        if workers.shares(item):
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}-{item.path.stem}"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With ``ARGS`` that name pure tests alone, nothing is left to run on PostgreSQL: no failure."""
    if (
        stores.POSTGRESQL
        and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
        and session.config.option.markexpr
    ):
        session.exitstatus = pytest.ExitCode.OK


@pytest.fixture(autouse=True)
def databases_go_with_their_folders(request: pytest.FixtureRequest) -> Iterator[None]:
    """Drop the databases of workspaces that a test made in its own folder; none may be where none should."""
    own = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if own:
        stores.drop_below(own)
    purity.look_after(request)


@pytest.fixture(autouse=True)
def numbers_begin_at_one(request: pytest.FixtureRequest) -> None:
    """On PostgreSQL a test that is rolled back has used up numbers: begin again, as SQLite does."""
    marked = request.node.get_closest_marker("django_db") is not None
    if not stores.POSTGRESQL or not (marked or {"db", "transactional_db"} & {*request.fixturenames}):
        return
    request.getfixturevalue("db")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(sequencename::regclass, 1, false) FROM pg_sequences "
            "WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )


def missing(what: str) -> None:
    """Skip with a reason, or fail where everything has to run."""
    if os.environ.get("TOUCHLINE_TEST_ALL"):
        pytest.fail(f"{what} is not there, and TOUCHLINE_TEST_ALL wants it.")
    pytest.skip(f"{what} is not there.")


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    """An empty workspace folder; the settings point at it."""
    folder = tmp_path / "home"
    folder.mkdir()
    settings.TOUCHLINE = replace(settings.TOUCHLINE, home=folder)
    return folder


def run(home: Path, *words: str, code: int = 0) -> str:
    """Run the command line in a process of its own; its standard output, or its error when it refuses."""
    done = forked.touchline(words, environ_of(home), home.parent)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stderr if code else done.stdout


def inside(home: Path, code: str) -> str:
    """Run Python code on a workspace, in a process of its own; what it printed."""
    start = f"from touchline.service.home import use_home\nuse_home({str(home)!r})\n"
    done = forked.python(start + code, environ_of(home), home.parent)
    assert done.returncode == 0, done.stderr
    return done.stdout


def environ_of(home: Path) -> dict[str, str]:
    """The environment of a process that works on a workspace."""
    found = {**os.environ, "TOUCHLINE_HOME": str(home), **stores.environ_of(home)}
    found.pop("DJANGO_SETTINGS_MODULE", None)
    return found


def workspace_in(folder: Path) -> Path:
    """Where a workspace of the command line's own will be; its kernels are compiled already."""
    home = folder / "workspace"
    home.mkdir()
    CACHE.mkdir(parents=True, exist_ok=True)
    (home / "cache").symlink_to(CACHE)
    return home


@pytest.fixture
def new_home(tmp_path: Path) -> Path:
    """A folder for a workspace of the command line's own."""
    return workspace_in(tmp_path)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample business with 400 people who come by themselves. Tests only read it."""
    if not workers.is_one():
        return _sample(tmp_path_factory.mktemp("sample"))
    with workers.one_at_a_time(tmp_path_factory.getbasetemp().parent / "sample") as folder:
        made, whole = folder / "workspace", folder / "whole"
        if not whole.exists():
            _sample(folder)
            whole.touch()
        return stores.copy_workspace(made, tmp_path_factory.mktemp("sample") / "workspace")


def _sample(folder: Path) -> Path:
    home = workspace_in(folder)
    run(home, "demo", "--people", "400", "--no-serve")
    return home


@pytest.fixture
def shared() -> Path:
    """Real data sets beside the checkout; the test skips where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("The real data sets are not beside this checkout.")
    return SHARED


@pytest.fixture(scope="session")
def object_store() -> Iterator[int]:
    """The port of an S3-compatible server on loopback, for all tests that need one."""
    try:
        import moto  # noqa: F401
    except ImportError:
        missing("moto")
    from tests.lake import s3

    with s3.served() as port:
        yield port


@pytest.fixture
def object_place(object_store: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A place for a lake in the object store that nobody has used; this process may use it."""
    from tests.lake import s3
    from touchline.lake import store

    for name, value in s3.environ(object_store).items():
        monkeypatch.setenv(name, value)
    yield f"s3://{s3.BUCKET}/{uuid.uuid4().hex}/lake"
    store.open_at.cache_clear()
