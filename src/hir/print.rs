//! Prints the resolved program (`inspect --stage hir`).
