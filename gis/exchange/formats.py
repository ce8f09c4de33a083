"""Which reader a file gets, decided by its first bytes: GDAL is never left to guess, since some of its drivers follow links."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from glob import escape
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from gis.exchange.errors import ArchiveRefused, EncodingUnknown, FileAbsent, FileTooLarge, FileUnreadable, FormatUnknown

MAX_FILE_MB = 256
MAX_UNPACKED_MB = 50
MAX_RATIO = 100
MAX_MEMBERS = 200
TEXT_ENCODINGS = ("utf-8", "gb18030", "big5")
KNOWN = ("GeoJSON", "GPKG", "ESRI Shapefile", "OSM", "FlatGeobuf", "KML")


@dataclass(frozen=True, slots=True)
class Source:
    """target: what the GDAL reader opens, a path or the bytes of a text that had to be transcoded. crs: read here, where GDAL cannot."""

    driver: str
    target: str | bytes
    encoding: str | None = None
    crs: str | None = None


def recognise(path: Path) -> Source:
    """Raises FileAbsent, FileTooLarge, FormatUnknown, ArchiveRefused, EncodingUnknown."""
    head = read_head(path)
    if head[:4] == b"PK\x03\x04":
        return _zipped_shapefile(path)
    driver = _driver(head)
    if driver is None or (driver in ("OSM", "KML") and _declares_entities(path)):
        raise FormatUnknown(suffix=path.suffix, known=", ".join(KNOWN))
    if driver == "GeoJSON":
        return _geojson(path)
    return Source(driver, str(path.resolve()))


@contextmanager
def openable(source: Source) -> Iterator[Source]:
    """A shapefile whose .prj is in GBK, as Chinese programs write it, cannot be opened beside it: the other parts are linked elsewhere."""
    path = Path(source.target) if source.driver == "ESRI Shapefile" and isinstance(source.target, str) else None
    prj = path.with_suffix(".prj") if path else None
    if path is None or prj is None or not prj.is_file() or _is_utf8(stated := prj.read_bytes()[:65536]):
        yield source
        return
    with TemporaryDirectory(prefix="shapefile-") as folder:
        for part in path.parent.glob(f"{escape(path.stem)}.*"):
            if part.suffix.lower() != ".prj":
                (Path(folder) / part.name).symlink_to(part)
        yield replace(source, target=str(Path(folder) / path.name), crs=decode(stated)[0])


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_head(path: Path, limit_mb: int = MAX_FILE_MB) -> bytes:
    if not path.is_file():
        raise FileAbsent()
    size = path.stat().st_size
    if size > limit_mb * 1_000_000:
        raise FileTooLarge(size_mb=round(size / 1_000_000), limit_mb=limit_mb)
    with path.open("rb") as file:
        return file.read(4096)


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Text and the encoding that fits. A byte order mark wins; then UTF-8, GB18030, Big5, the first that reads without a fault."""
    if content.startswith(BOM_UTF8):
        return content.decode("utf-8-sig", "strict"), "utf-8"
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16"), "utf-16"
    for candidate in (encoding,) if encoding else TEXT_ENCODINGS:
        try:
            return content.decode(candidate), candidate
        except (UnicodeDecodeError, LookupError):
            continue
    raise EncodingUnknown(tried=", ".join((encoding,) if encoding else TEXT_ENCODINGS))


def check_archive(path: Path) -> list[str]:
    """Names inside a zip, after its directory has been held against the limits. A directory that lies fails later by CRC."""
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
    except BadZipFile as fault:
        raise FileUnreadable(reason="not a zip archive") from fault
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    for rule, value, limit in (
        ("members", len(members), MAX_MEMBERS),
        ("unpacked_mb", round(unpacked / 1_000_000, 1), MAX_UNPACKED_MB),
        ("ratio", round(unpacked / packed), MAX_RATIO),
    ):
        if value > limit:
            raise ArchiveRefused(rule=rule, value=value, limit=limit)
    return [member.filename for member in members]


def _driver(head: bytes) -> str | None:
    if head.startswith(b"SQLite format 3\0"):
        return "GPKG"
    if head.startswith(b"\0\0\x27\x0a"):
        return "ESRI Shapefile"
    if head.startswith(b"fgb\x03fgb"):
        return "FlatGeobuf"
    if b"OSMHeader" in head[:64]:
        return "OSM"
    return _text_driver(head)


def _text_driver(head: bytes) -> str | None:
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "GeoJSON" if b"{" in head[2:40] else None
    text = head.removeprefix(BOM_UTF8).lstrip()
    if text.startswith(b"{"):
        return "GeoJSON"
    if not text.startswith(b"<"):
        return None
    return "OSM" if b"<osm" in text else "KML" if b"<kml" in text else None


def _declares_entities(path: Path) -> bool:
    """A document type is of no use in a map, and may stand behind a comment of any length."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(b"<!DOCTYPE") >= 0 or content.find(b"<!ENTITY") >= 0


def _geojson(path: Path) -> Source:
    content = path.read_bytes()
    text, encoding = decode(content)
    target = str(path.resolve()) if encoding == "utf-8" else text.encode("utf-8")
    return Source("GeoJSON", target, encoding)


def _zipped_shapefile(path: Path) -> Source:
    shapes = [name for name in check_archive(path) if name.lower().endswith(".shp") and not name.startswith("__MACOSX")]
    if len(shapes) != 1:
        raise FormatUnknown(suffix=path.suffix, known=", ".join((*KNOWN, "zip: one .shp inside")))
    return Source("ESRI Shapefile", f"/vsizip/{{{path.resolve()}}}/{shapes[0]}")
