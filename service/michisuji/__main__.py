"""``python -m michisuji`` is the command line."""

from michisuji.cli import main

if __name__ == "__main__":
    main()
