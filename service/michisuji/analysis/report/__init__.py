"""One year of a city: targets met, evaluations, money and what changes, by policy (まちづくり報告書)."""
