"""waitress, as this service needs it: connections, lanes of threads, who is answered next."""
