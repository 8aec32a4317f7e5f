"""What the quality pages show: computed once a saved check, then only looked up."""
