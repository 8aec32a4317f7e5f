"""A change before it is made: what it would bring, checked where it concerns."""
