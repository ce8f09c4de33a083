"""Why a whole file is refused. A fault of one row never raises: it becomes a line of the report."""

from __future__ import annotations

from domain.errors import Invalid


class FileAbsent(Invalid):
    code = "exchange.file_absent"


class FileTooLarge(Invalid):
    """Facts: size_mb, limit_mb."""

    code = "exchange.file_too_large"


class FormatUnknown(Invalid):
    """The first bytes are none of the formats read here. Facts: suffix, known."""

    code = "exchange.format_unknown"


class FileUnreadable(Invalid):
    """The reader gave up. Facts: reason (the reader's own words, without the file's content)."""

    code = "exchange.file_unreadable"


class ArchiveRefused(Invalid):
    """A zip or XLSX that unpacks too far. Facts: rule, value, limit."""

    code = "exchange.archive_refused"


class SheetTooDemanding(Invalid):
    """Reading the workbook took more memory or time than a sheet may. Facts: memory_mb, seconds."""

    code = "exchange.sheet_too_demanding"


class MapTooDemanding(Invalid):
    """Reading the map took more memory or time than a file may. Facts: memory_mb, seconds."""

    code = "exchange.map_too_demanding"


class TooManyRows(Invalid):
    """Facts: limit."""

    code = "exchange.too_many_rows"


class NothingInside(Invalid):
    """The file holds no row at all. Facts: layer."""

    code = "exchange.nothing_inside"


class LayerAmbiguous(Invalid):
    """Several layers could be meant. Facts: layers."""

    code = "exchange.layer_ambiguous"


class LayerUnknown(Invalid):
    """Facts: layer, layers."""

    code = "exchange.layer_unknown"


class EncodingUnknown(Invalid):
    """The text is neither UTF-8 nor GB18030 nor Big5. Facts: tried."""

    code = "exchange.encoding_unknown"


class CrsMissing(Invalid):
    """No reference system stated, and the numbers are not degrees. Facts: x, y (rounded extent), guess (an EPSG code or None)."""

    code = "exchange.crs_missing"


class CrsUnknown(Invalid):
    """Facts: crs."""

    code = "exchange.crs_unknown"


class CoordinatesNotDegrees(Invalid):
    """The file claims degrees, the numbers are not. Facts: x, y, guess."""

    code = "exchange.coordinates_not_degrees"


class DatumUnknown(Invalid):
    """Facts: datum, known."""

    code = "exchange.datum_unknown"


class ColumnUnknown(Invalid):
    """The named column is not in the file. Facts: column, columns."""

    code = "exchange.column_unknown"


class ColumnsMissing(Invalid):
    """A household sheet without the columns it needs. Facts: missing, columns."""

    code = "exchange.columns_missing"


class NoBuildingTaken(Invalid):
    """Every row was refused. Facts: rows, reasons (code -> count)."""

    code = "exchange.no_building_taken"


class BoundaryAmbiguous(Invalid):
    """More than one area could be the community. Facts: areas_m2."""

    code = "exchange.boundary_ambiguous"


class BoundaryAbsent(Invalid):
    """No usable area in the file. Facts: rows, reasons."""

    code = "exchange.boundary_absent"
