"""One year of a city, by policy: targets met, evaluations, money, what changes (報告書)."""
