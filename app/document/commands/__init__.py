"""What a user can do to a document: plain functions on it, each one undo step, EditError where it is refused."""
