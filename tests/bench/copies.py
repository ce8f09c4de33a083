"""A town's rows of the read models, copied under other names: a district of communities that are alike, without reading its journal.

Ids get four other signs, codes another community's digits, positions an offset of their own, shapes lie apart; everything else is as the
projections wrote it for the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import psycopg
from psycopg import sql

from domain.ids import KINDS

_ID = re.compile(rf"(?:{'|'.join(KINDS)})-[0-9a-z]{{16}}")
APART_DEGREES, APART_M = 0.03, 3_000
SAMPLE = 200
COLUMNS = """
select column_name, udt_name
from information_schema.columns
where table_schema = 'views'
  and table_name = %s
  and is_generated = 'NEVER'
order by ordinal_position
"""
_RENAMED = sql.SQL("overlay({0} placing 'z' || lpad(copy.number::text, 3, '0') from position('-' in {0}) + 1 for 4)")
INDEXES = """
select index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
from pg_index as index
where index.indrelid = %s::regclass
  and not index.indisunique
"""


def code_of(first: str, number: int) -> str:
    """The code of the copy: the subdistricts of a district have ten communities each."""
    return f"{first[:6]}{100 + number // 10:03d}{number % 10 + 101:03d}"


def copy_tables(connection: psycopg.Connection, tables: Sequence[str], code: str, copies: int, offset: int) -> int:
    """Rows written. code: of the first community, 12 digits; offset: above every position it has. The connection owns the tables."""
    connection.execute(
        "create temp table code as select number, code from unnest(%s::integer[], %s::text[]) as told (number, code)", _codes(code, copies)
    )
    return sum(_copy(connection, table, code, copies, offset) for table in tables)


def _codes(code: str, copies: int) -> tuple[list[int], list[str]]:
    numbers = list(range(1, copies + 1))
    return numbers, [code_of(code, number) for number in numbers]


def _copy(connection: psycopg.Connection, table: str, code: str, copies: int, offset: int) -> int:
    named = sql.Identifier("views", table)
    indexes = connection.execute(INDEXES, (f"views.{table}",)).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("drop index {}").format(sql.SQL(name)))
    connection.execute(sql.SQL("create temp table {} as select * from {}").format(sql.Identifier(f"{table}_first"), named))
    columns = connection.execute(COLUMNS, (table,)).fetchall()
    values = [_value(connection, table, name, kind, code, offset) for name, kind in columns]
    statement = sql.SQL(
        "insert into {named} ({names}) select {values} from {first} as first cross join code as copy where copy.number <= {copies}"
        " on conflict do nothing"
    ).format(
        named=named,
        names=sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        values=sql.SQL(", ").join(values),
        first=sql.Identifier(f"{table}_first"),
        copies=copies,
    )
    written = connection.execute(statement).rowcount
    for _, made in indexes:
        connection.execute(made)
    connection.execute(sql.SQL("drop table {}").format(sql.Identifier(f"{table}_first")))
    print(f"{table:<34} {written:>12,} rows", flush=True)
    return written


def _value(connection: psycopg.Connection, table: str, column: str, kind: str, code: str, offset: int) -> sql.Composable:
    own = sql.Identifier("first", column)
    if kind == "int8" and column.endswith("position"):
        return sql.SQL("{} + copy.number * {}").format(own, offset)
    if kind == "geometry":
        return _apart(connection, table, column, own)
    if kind == "_text":
        return _renamed_each(connection, table, column, own)
    if kind != "text":
        return own
    query = sql.SQL("select {column} from {table} where {column} is not null limit {many}").format(
        column=sql.Identifier(column), table=sql.Identifier(f"{table}_first"), many=SAMPLE
    )
    seen = [value for (value,) in connection.execute(query).fetchall()]
    if seen and all(map(_ID.fullmatch, seen)):
        return _RENAMED.format(own)
    if any(map(_ID.fullmatch, seen)) and any(code in value for value in seen):
        either = "case when {own} ~ {one} then {renamed} else replace({own}, {code}, copy.code) end"
        return sql.SQL(either).format(own=own, one=f"^({_ID.pattern})$", renamed=_RENAMED.format(own), code=code)
    if any(code in value for value in seen):
        return sql.SQL("replace({}, {}, copy.code)").format(own, code)
    return own


def _renamed_each(connection: psycopg.Connection, table: str, column: str, own: sql.Composable) -> sql.Composable:
    query = sql.SQL("select distinct one from {table}, unnest({column}) as one where one is not null limit {many}").format(
        column=sql.Identifier(column), table=sql.Identifier(f"{table}_first"), many=SAMPLE
    )
    seen = [value for (value,) in connection.execute(query).fetchall()]
    if not (seen and all(map(_ID.fullmatch, seen))):
        return own
    return sql.SQL("array(select {each} from unnest({own}) as one (id))").format(each=_RENAMED.format(sql.Identifier("one", "id")), own=own)


def _apart(connection: psycopg.Connection, table: str, column: str, own: sql.Composable) -> sql.Composable:
    query = sql.SQL("select st_srid({0}) from {1} where {0} is not null limit 1").format(
        sql.Identifier(column), sql.Identifier(f"{table}_first")
    )
    found = connection.execute(query).fetchone()
    step = APART_DEGREES if found and found[0] in (4490, 4326) else APART_M
    return sql.SQL("st_translate({0}, copy.number % 10 * {1}, copy.number / 10 * {1})").format(own, step)
