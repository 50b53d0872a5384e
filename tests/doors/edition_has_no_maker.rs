//! Only renderers make what may be delivered.
fn main() {
    let _ = masthead::render::Edition::new(
        String::new(),
        "text/html",
        Vec::new(),
        200,
        jiff::Timestamp::UNIX_EPOCH,
    );
}
