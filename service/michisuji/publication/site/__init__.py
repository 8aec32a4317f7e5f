"""The static site: every page of the service as a file, for any web server or a local folder."""

from michisuji.publication.site.fetched import Fetch, Fetched
from michisuji.publication.site.file_names import doc_file
from michisuji.publication.site.writer import write

__all__ = ["Fetch", "Fetched", "doc_file", "write"]
