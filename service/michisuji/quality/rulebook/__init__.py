"""The rules as they are written: catalogue, texts, consequences, and the page made of them."""
