//! What was stored comes back through `readmit` alone.
fn needs<T: serde::de::DeserializeOwned>() {}
fn main() {
    needs::<masthead::clearance::Cleared>();
}
