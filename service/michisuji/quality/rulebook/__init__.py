"""The rules as written: catalogue, texts, consequences, and the page generated from them."""
