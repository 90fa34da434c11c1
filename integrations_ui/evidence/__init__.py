"""
What an auditor files of one connection or of all of them: a page to print, and a workbook that holds the same.

`pack_of` gathers it once from what was read and judged (`gathering`); `leaves` says which of its connections a page
shows, and `sheets` writes it into a workbook. What could not be read is said in both, beside what was.
"""

from integrations_ui.evidence.gathering import pack_of
from integrations_ui.evidence.pack import Pack

__all__ = ["Pack", "pack_of"]
