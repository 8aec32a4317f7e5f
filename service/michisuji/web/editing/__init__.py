"""What an editor sends: who may, and what is looked at before it is written."""
