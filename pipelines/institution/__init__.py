"""What an institution's own tables say: who owns a folder, which names are known, whether the tables hold together."""
