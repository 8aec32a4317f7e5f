"""waitress as this service needs it: connections, lanes of threads, and the order of answers."""
