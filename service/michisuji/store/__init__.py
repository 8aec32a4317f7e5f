"""The only access to the data: SPARQL 1.1, through the :class:`Store` protocol.

Layout of a database (``public`` or ``work``): the *default graph* is the current state, that is,
for each dataset the timeless statements and those of its latest fiscal year; the named graphs
``{base}/graph/{dataset}[/{year}][/provenance]`` keep every year and the provenance.
"""

from michisuji.store.protocol import (
    Batch,
    RawResult,
    ReplaceResult,
    Solutions,
    Store,
)

__all__ = ["Batch", "RawResult", "ReplaceResult", "Solutions", "Store"]
