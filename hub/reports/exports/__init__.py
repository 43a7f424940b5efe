"""Reports as files: PDF to hand over, XLSX to go on counting, CSV for any program, JSON for one's own."""

from hub.reports.exports.csv_file import csv_of
from hub.reports.exports.document import Document
from hub.reports.exports.json_file import json_of
from hub.reports.exports.pdf import pdf_of
from hub.reports.exports.workbook import xlsx_of

__all__ = ["Document", "csv_of", "json_of", "pdf_of", "xlsx_of"]
