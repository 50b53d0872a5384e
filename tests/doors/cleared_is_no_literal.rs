//! What is cleared cannot be written down: its one field is the judge's own.
fn main() {
    let _ = masthead::clearance::Cleared(todo!());
}
