//! Nothing is cleared by default.
fn main() {
    let _ = <masthead::clearance::Cleared as Default>::default();
}
