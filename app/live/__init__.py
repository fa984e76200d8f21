"""Live pages: rooms (names, who may join), push (one function per thing that can change), dom ids, the wire."""
