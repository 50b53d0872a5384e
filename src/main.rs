//! The thin binary: all it does is hand over to the library.

fn main() {}
