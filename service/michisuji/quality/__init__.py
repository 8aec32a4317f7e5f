"""The quality of the data: from shapes to findings, their causes, and reports of them."""
