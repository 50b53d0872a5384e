//! Only renderers make what may be delivered.
fn main() {
    let _ = masthead::render::Edition {
        path: String::new(),
        media_type: "text/html",
        bytes: Vec::new(),
        status: 200,
        changed: jiff::Timestamp::UNIX_EPOCH,
    };
}
