"""The static site: every page of the service as a file, which any web server or a folder holds."""

from michisuji.publication.site.fetched import Fetch, Fetched
from michisuji.publication.site.file_names import doc_file
from michisuji.publication.site.writer import write

__all__ = ["Fetch", "Fetched", "doc_file", "write"]
