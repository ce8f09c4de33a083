"""The wired product and the context of one command: the only place where the clock and randomness enter."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from api.access.pace import ALLOWANCES, Pace
from api.access.provider import Provider
from api.databases import Databases, Pool, pooled
from api.remembered import Remembered
from api.row_walls import RowWalls
from api.settings import Settings
from api.tile_cache import LayerCache, TileCache
from api.unchanged import Unchanged
from api.vault import Vault, open_vault
from domain import policy
from domain.journal import Journal, Meta, Receipt
from projections import runner

CHINA = ZoneInfo("Asia/Shanghai")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 16


def random_key() -> str:
    """80 random bits in 16 characters that cannot be misread."""
    bits = secrets.randbits(5 * _ID_LENGTH)
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in range(_ID_LENGTH))


def start_of_day(on: date) -> datetime:
    """The instant a day begins in China."""
    return datetime.combine(on, time.min, CHINA).astimezone(UTC)


@dataclass(frozen=True)
class Actor:
    """Who acts. account: sign-in name, or "console:<user>" at the command line. communities: empty means all."""

    account: str
    role: str
    warden: str | None = None
    communities: tuple[str, ...] = ()
    name: str = ""


PUBLIC = Actor("public", "public")


@dataclass
class Office:
    """Everything one running installation holds. follows: a Worker keeps the read models up; otherwise each question catches up itself."""

    settings: Settings
    databases: Databases
    journal: Journal
    vault: Vault
    pool: Pool
    app_pool: Pool
    jobs_pool: Pool
    walls: RowWalls
    public_pool: Pool
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    new_key: Callable[[], str] = random_key
    follows: bool = False
    patience_s: float = 2.0
    tiles: TileCache[bytes] = field(default_factory=lambda: TileCache(0))
    layers: LayerCache = field(default_factory=lambda: LayerCache(0))
    pace: Pace = field(default_factory=lambda: Pace(ALLOWANCES))
    provider: Provider | None = None
    unchanged: Unchanged = field(default_factory=Unchanged)
    remembered: Remembered = field(init=False)

    def __post_init__(self) -> None:
        self.remembered = Remembered(self.journal)

    @contextmanager
    def reading(self) -> Iterator[psycopg.Connection[Any]]:
        """A read-only connection to all rows of the read models: for decisions, and for who may see them all. For one person: api.scope."""
        with self.pool.connection() as connection:
            yield connection

    @contextmanager
    def publicly(self) -> Iterator[psycopg.Connection[Any]]:
        """A read-only connection that reads what is published, and no word about a resident."""
        with self.public_pool.connection() as connection:
            yield connection

    def freshen(self, *views: str, position: int | None = None) -> int:
        """Bring the named read models (none named: all) to a position, by default the head. Raises ProjectionBehind after `patience_s`."""
        target = self.journal.head() if position is None else position
        if not self.follows:
            runner.catch_up(self.journal, self.databases.project)
            return target
        with self.reading() as connection:
            for view in views or runner.NAMES:
                runner.wait(connection, view, target, self.patience_s)
        return target

    def ctx(self, actor: Actor, **given: Any) -> Ctx:
        """A command's context, stamped now. given: any of Ctx's fields."""
        return Ctx(office=self, actor=actor, now=self.clock(), **({"correlation": self.new_key()} | given))

    def close(self) -> None:
        self.pool.close()
        self.app_pool.close()
        self.jobs_pool.close()
        self.walls.close()
        self.public_pool.close()
        self.journal.close()
        self.vault.close()


@dataclass(frozen=True)
class Ctx:
    """One command: who, when, under which key. effective_at: when it is true in the world; None: now. state: in which the call met the
    database (`api.unchanged`), for what only reads; None: everything is asked."""

    office: Office
    actor: Actor
    now: datetime
    correlation: str
    effective_at: datetime | None = None
    causation: str | None = None
    key: str | None = None
    body_hash: str = ""
    reason: str = ""
    document: str = ""
    state: str | None = None

    @property
    def journal(self) -> Journal:
        return self.office.journal

    @property
    def vault(self) -> Vault:
        return self.office.vault

    @property
    def holds_from(self) -> datetime:
        return self.effective_at or self.now

    @property
    def today(self) -> date:
        return self.now.astimezone(CHINA).date()

    def new_id(self, kind: str) -> str:
        return f"{kind}-{self.office.new_key()}"

    def meta(self, policy: str | None = None) -> Meta:
        return Meta(
            actor=self.actor.account,
            role=self.actor.role,
            effective_at=self.holds_from,
            policy=policy,
            correlation=self.correlation,
            causation=self.causation,
            key=self.key,
            reason=self.reason,
            document=self.document,
        )


@dataclass
class Done:
    """What a command leaves behind. version: of the stream the caller named; answer: the body the caller gets, now and on every replay."""

    receipt: Receipt
    answer: dict[str, Any]
    version: int | None = None


def open_office(settings: Settings, databases: Databases, *, clock: Callable[[], datetime] | None = None, simulate: bool = False) -> Office:
    """Wire an installation whose database is migrated; what was erased is erased, also after a restore.

    simulate: the journal is stamped by `clock` (demonstrations only).
    """
    from api.commands.erasing import carry_out  # commands know this module

    clock = clock or (lambda: datetime.now(UTC))
    policy.complete_from(settings.policies)
    with ExitStack() as opened:  # what was opened before a refusal is closed

        def pool(dsn: str, least: int = 1) -> Pool:
            return opened.enter_context(pooled(dsn, least=least))

        app_pool = pool(databases.app)
        office = Office(
            settings=settings,
            databases=databases,
            journal=opened.enter_context(closing(Journal(databases.app, clock=clock if simulate else None))),
            vault=opened.enter_context(closing(open_vault(settings, databases.keys))),
            pool=pool(databases.read),
            app_pool=app_pool,
            jobs_pool=pool(databases.jobs, 0),
            walls=RowWalls(app_pool, pool(databases.community, 0), pool(databases.warden, 0), random_key),
            public_pool=pool(databases.public, 0),
            clock=clock,
            tiles=TileCache(settings.tiles_mb * 1_000_000),
            layers=LayerCache(settings.layers_mb * 1_000_000),
            pace=Pace(ALLOWANCES if settings.pace else {}),
            provider=Provider(settings.oidc_issuer) if settings.oidc_issuer else None,
        )
        carry_out(office)
        opened.pop_all()
    return office
