"""What other systems hand in: tickets of a hotline, departments' returns; by spreadsheet or by programs.

mapping: a file a source says which column is which field and what its words mean; an office replaces it or adds others without code.
reading: a sheet or rows of a program, told in our words. What is done with them is a command (api.commands.incoming).
"""

from api.incoming.mapping import INTAKE, RETURNS, Mapping, SourceUnknown, mapping_of, mappings
from api.incoming.reading import Reading, Told, read_file, read_rows

__all__ = ["INTAKE", "RETURNS", "Mapping", "Reading", "SourceUnknown", "Told", "mapping_of", "mappings", "read_file", "read_rows"]
