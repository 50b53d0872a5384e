//! The maker of what is cleared is the judge's own.
fn main() {
    let _ = masthead::clearance::Cleared::new(todo!());
}
