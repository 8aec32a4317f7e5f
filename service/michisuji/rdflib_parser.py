"""The lock of rdflib's SPARQL parser, which one thread at a time may use.

pyparsing learns at the first use of a rule how many arguments its function takes. Two threads that
use it at once leave it with the wrong number, and each query after them with a TypeError, until the
process ends. Imported by two threads at once, its modules, which import each other, raise the error
of a deadlock: the lock is held for the import, too.

Short because the parser is rdflib's.
"""

from __future__ import annotations

import threading

#: Held by whoever parses, or has rdflib or pySHACL parse; reentrant, for they call each other.
parsing = threading.RLock()
