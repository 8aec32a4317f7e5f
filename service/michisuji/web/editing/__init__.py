"""Write access for editors: who may write, and checks before anything is written."""
