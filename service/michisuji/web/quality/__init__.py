"""The content of the quality pages: computed once per saved check, then only looked up."""
